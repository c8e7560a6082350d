package org.sparkresnet.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.server.TransportServer;

/**
 * Makes the exchange of the executor in which it is called unreachable, as firewalls do, without
 * the rights that a firewall needs. The executor's other ports stay open. Stays so until the
 * executor ends.
 */
public final class ClosedExchange {
  private static final int MOST_WAITING = 100;

  /** Held for as long as the process lives. */
  private static final List<AutoCloseable> HELD = new ArrayList<>();

  private ClosedExchange() {}

  /**
   * Lets the kernel refuse every connection.
   *
   * @return address that others connect to in vain
   */
  public static String refusing() {
    ExchangePoint point = ExchangePoint.here(SparkEnv.get(), 0);
    Optional<?> exchange = (Optional<?>) field(point, "server");
    ((TransportServer) field(exchange.orElseThrow(), "server")).close();
    return point.address();
  }

  /**
   * Lets the kernel answer no connection: at the port is a socket whose queue is full, and nobody
   * takes one from it.
   *
   * @return address that others connect to in vain
   */
  public static String silent() {
    String address = refusing();
    int colon = address.lastIndexOf(':');
    try {
      InetSocketAddress port =
          new InetSocketAddress(
              InetAddress.getByName(address.substring(0, colon)),
              Integer.parseInt(address.substring(colon + 1)));
      ServerSocket socket = new ServerSocket();
      HELD.add(socket);
      socket.setReuseAddress(true);
      socket.bind(port, 1);
      fillQueue(port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return address;
  }

  private static void fillQueue(InetSocketAddress port) throws IOException {
    for (int waiting = 0; waiting < MOST_WAITING; waiting++) {
      Socket client = new Socket();
      HELD.add(client);
      try {
        client.connect(port, 500);
      } catch (SocketTimeoutException full) {
        return;
      }
    }
    throw new IllegalStateException(port + " still answers after so many: " + MOST_WAITING);
  }

  private static Object field(Object owner, String name) {
    try {
      Field field = owner.getClass().getDeclaredField(name);
      field.setAccessible(true);
      return field.get(owner);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
