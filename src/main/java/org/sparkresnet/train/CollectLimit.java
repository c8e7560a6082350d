package org.sparkresnet.train;

import org.apache.spark.SparkConf;
import org.sparkresnet.common.UserError;

/**
 * How many bytes of weights the driver takes in from all workers of a round; above it the executors
 * average them and the driver receives the mean.
 *
 * @param bytes 0 lets the executors average always
 */
public record CollectLimit(long bytes) {
  /** What reference.conf says. */
  public static final CollectLimit DEFAULT = ofMegabytes(256);

  /** So many times 1,048,576 bytes; checks the range. */
  public static CollectLimit ofMegabytes(long megabytes) {
    if (megabytes < 0 || megabytes > Integer.MAX_VALUE) {
      throw UserError.usage(
          "train.collect-limit-mb must be between 0 and %d, cannot be: %d"
              .formatted(Integer.MAX_VALUE, megabytes));
    }
    return new CollectLimit(megabytes << 20);
  }

  /**
   * The same, but at most half of spark.driver.maxResultSize: a job whose results exceed that is
   * aborted by Spark, and serialised results are a little larger than their arrays.
   */
  CollectLimit within(SparkConf conf) {
    long most = conf.getSizeAsBytes("spark.driver.maxResultSize", "1g");
    return most == 0 ? this : new CollectLimit(Math.min(bytes, most / 2));
  }

  boolean allows(long collected) {
    return collected <= bytes;
  }
}
