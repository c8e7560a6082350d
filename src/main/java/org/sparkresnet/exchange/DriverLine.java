package org.sparkresnet.exchange;

import org.apache.spark.SparkEnv;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.util.RpcUtils;
import scala.reflect.ClassTag;

/**
 * Line from a task to the driver's {@link Rendezvous}, over Spark's RPC. Messages consist of the
 * JDK's types, because an executor's RPC does not know the job's jar.
 */
final class DriverLine {
  static final String JOIN = "join";
  static final String ROUND = "round";

  private final RpcEndpointRef driver;

  /**
   * @param endpoint name of the driver's endpoint
   */
  DriverLine(SparkEnv env, String endpoint) {
    this.driver = RpcUtils.makeDriverRef(endpoint, env.conf(), env.rpcEnv());
  }

  /**
   * Tells the driver where a worker can be reached, and waits for all others.
   *
   * @return addresses of all workers, in order
   */
  String[] join(Place place, String address) {
    Object[] message = {JOIN, place.segment(), place.worker(), address};
    return driver.askSync(message, ClassTag.apply(String[].class));
  }

  /** Tells the driver of a finished round, without waiting. */
  void roundFinished(long segment, int round, double loss, double seconds) {
    driver.send(new Object[] {ROUND, segment, round, loss, seconds});
  }
}
