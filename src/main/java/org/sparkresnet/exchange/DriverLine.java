package org.sparkresnet.exchange;

import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcTimeout;
import org.apache.spark.util.RpcUtils;
import scala.concurrent.duration.FiniteDuration;
import scala.reflect.ClassTag;

/**
 * Line from a task to the driver's {@link Rendezvous}, over Spark's RPC. Messages consist of the
 * JDK's types, because an executor's RPC does not know the job's jar.
 */
final class DriverLine {
  static final String BEGIN = "begin";
  static final String JOIN = "join";
  static final String ROUND = "round";

  /** The driver, which ends the wait of all, shall be the first to say so. */
  private static final int MARGIN_SECONDS = 10;

  private final RpcEndpointRef driver;
  private final RpcTimeout patience;

  /**
   * @param endpoint name of the driver's endpoint
   */
  DriverLine(SparkEnv env, String endpoint, ExchangeSettings settings) {
    this.patience = patience(env.conf(), settings);
    this.driver = RpcUtils.makeDriverRef(endpoint, env.conf(), env.rpcEnv());
  }

  /** Time to wait for the other workers: Spark's own limit of a question, or longer. */
  static RpcTimeout patience(SparkConf conf, ExchangeSettings settings) {
    RpcTimeout ofSpark = RpcUtils.askRpcTimeout(conf);
    RpcTimeout own =
        new RpcTimeout(
            new FiniteDuration(settings.joiningSeconds() + MARGIN_SECONDS, TimeUnit.SECONDS),
            "train.exchange.timeout-seconds");
    return own.duration().gt(ofSpark.duration()) ? own : ofSpark;
  }

  /** Tells the driver that a worker has begun and will join, without waiting. */
  void begun(Place place) {
    driver.send(new Object[] {BEGIN, place.segment(), place.worker()});
  }

  /**
   * Tells the driver where a worker can be reached, and waits for all others.
   *
   * @return addresses of all workers, in order
   */
  String[] join(Place place, String address) {
    Object[] message = {JOIN, place.segment(), place.worker(), address};
    return driver.askSync(message, patience, ClassTag.apply(String[].class));
  }

  /** Tells the driver of a finished round, without waiting. */
  void roundFinished(long segment, int round, double loss, double seconds) {
    driver.send(new Object[] {ROUND, segment, round, loss, seconds});
  }
}
