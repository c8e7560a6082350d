package org.sparkresnet.jobs;

import java.io.IOException;
import java.net.ServerSocket;
import org.apache.spark.SparkConf;

/**
 * Finds a free port for the pages of Spark. Spark warns at each port that is taken and fails after
 * the sixteenth; no job should fail for want of its pages.
 */
final class UiPort {
  private static final String KEY = "spark.ui.port";
  private static final int DEFAULT = 4040;
  private static final int TRIES = 16;
  private static final int HIGHEST = 65_535;

  /** Port that the system chooses. */
  private static final int ANY = 0;

  private UiPort() {}

  /** Sets the first free port from the configured one on; any free one if sixteen are taken. */
  static void complete(SparkConf conf) {
    int first = conf.getInt(KEY, DEFAULT);
    if (first != ANY && conf.getBoolean("spark.ui.enabled", true)) {
      conf.set(KEY, String.valueOf(free(first)));
    }
  }

  private static int free(int first) {
    for (int port = first; port < first + TRIES && port <= HIGHEST; port++) {
      try (ServerSocket socket = new ServerSocket(port)) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // the next one
      }
    }
    return ANY;
  }
}
