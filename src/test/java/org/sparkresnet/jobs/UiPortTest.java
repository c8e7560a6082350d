package org.sparkresnet.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class UiPortTest {
  @Test
  void aTakenPortIsPassedOver() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      assertThat(port(taken.getLocalPort())).isNotEqualTo(taken.getLocalPort());
    }
  }

  @Test
  void sixteenTakenPortsAreNoReasonToFail() throws IOException {
    Deque<ServerSocket> taken = new ArrayDeque<>();
    try {
      int first = takeSixteen(taken);
      assertThat(port(first)).isZero();
    } finally {
      for (ServerSocket socket : taken) {
        socket.close();
      }
    }
  }

  @Test
  void theUsersPortIsTakenIfItIsFree() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    assertThat(port(free)).isEqualTo(free);
    assertThat(port(0)).as("any").isZero();
  }

  /** Takes those of sixteen ports that nobody has. */
  private static int takeSixteen(Deque<ServerSocket> taken) throws IOException {
    int first = 42_000;
    for (int port = first; port < first + 16; port++) {
      try {
        taken.add(new ServerSocket(port));
      } catch (IOException e) {
        // somebody else has it, which is as good
      }
    }
    return first;
  }

  private static int port(int wanted) {
    SparkConf conf = new SparkConf(false).set("spark.ui.port", String.valueOf(wanted));
    UiPort.complete(conf);
    return conf.getInt("spark.ui.port", -1);
  }
}
