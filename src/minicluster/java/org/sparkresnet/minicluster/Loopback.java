package org.sparkresnet.minicluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Addresses that no other machine reaches. */
final class Loopback {
  static final String ADDRESS = "127.0.0.1";

  private Loopback() {}

  /** A port for a service that cannot be asked which one it has chosen itself. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
