package org.sparkresnet.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.server.NoOpRpcHandler;
import org.junit.jupiter.api.Test;
import org.sparkresnet.testing.LocalSpark;

class ExchangeServerTest {
  private static final String RETRIES = "spark.port.maxRetries";
  private static final int TIMES = 10;

  /** A task that fails so is tried again in the same process, as often as a run lasts. */
  @Test
  void aServerThatFindsNoPortLeavesNoFileOpen() throws Exception {
    LocalSpark.session();
    SparkEnv env = SparkEnv.get();
    SparkConf conf = env.conf();
    String host = env.blockManager().blockManagerId().host();
    conf.set(RETRIES, "0");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(host))) {
      int port = taken.getLocalPort();
      assertIsRefused(env, port); // loads classes, which opens files of its own
      int before = openFiles();
      for (int i = 0; i < TIMES; i++) {
        assertIsRefused(env, port);
      }
      long begin = System.nanoTime();
      while (openFiles() - before >= TIMES && System.nanoTime() - begin < 30e9) {
        Thread.sleep(100); // Netty closes them after a quiet time of two seconds
      }
      assertThat(openFiles() - before).as("open files more").isLessThan(TIMES);
    } finally {
      conf.remove(RETRIES);
    }
  }

  private static void assertIsRefused(SparkEnv env, int port) {
    assertThatThrownBy(() -> new ExchangeServer(env, port, new NoOpRpcHandler()))
        .isInstanceOf(BindException.class)
        .hasMessageContaining("exchange of weights");
  }

  private static int openFiles() {
    return new File("/proc/self/fd").list().length;
  }
}
