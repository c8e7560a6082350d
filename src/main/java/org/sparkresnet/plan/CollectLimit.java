package org.sparkresnet.plan;

import org.apache.spark.SparkConf;
import org.sparkresnet.common.UserError;

/**
 * Largest number of bytes of weights that the driver collects from all workers of a round. Above it
 * the executors average the weights and the driver receives the mean.
 *
 * @param bytes limit; with 0 the executors always average
 */
public record CollectLimit(long bytes) {
  /** A limit of the given number of 1,048,576 bytes; checks the range. */
  public static CollectLimit ofMegabytes(long megabytes) {
    if (megabytes < 0 || megabytes > Integer.MAX_VALUE) {
      throw UserError.usage(
          "train.collect-limit-mb must be between 0 and %d, cannot be: %d"
              .formatted(Integer.MAX_VALUE, megabytes));
    }
    return new CollectLimit(megabytes << 20);
  }

  /**
   * The smaller of this limit and half of spark.driver.maxResultSize. Spark aborts a job with
   * larger results, and serialised results are slightly larger than their arrays.
   */
  public CollectLimit within(SparkConf conf) {
    long most = conf.getSizeAsBytes("spark.driver.maxResultSize", "1g");
    return most == 0 ? this : new CollectLimit(Math.min(bytes, most / 2));
  }

  /** Tells whether the driver may collect so many bytes. */
  public boolean allows(long collected) {
    return collected <= bytes;
  }
}
