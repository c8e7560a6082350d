package org.sparkresnet.jobs.drill;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Ends executors from within, at a moment of the driver's choice, as a crash does. A task starts a
 * thread in each executor, which connects to the driver and halts its JVM when a byte comes. So no
 * task slot is needed at that moment, and no right beyond that of running tasks. Driver only.
 */
final class KillSwitch implements AutoCloseable {
  private static final int ARMING_ROUNDS = 20;
  private static final int WAIT_MILLIS = 500;
  private static final int DEATH_MILLIS = 20_000;
  private static final int KILLED = 137; // as of SIGKILL

  private final ServerSocket server;

  /** Connection of each executor, by its id. */
  private final Map<String, Socket> executors = new LinkedHashMap<>();

  private KillSwitch(ServerSocket server) {
    this.server = server;
  }

  /** Executors that Spark knows; 0 where tasks run in the driver's own process. */
  static int executors(JavaSparkContext spark) {
    return spark.sc().statusTracker().getExecutorInfos().length - 1;
  }

  /** Places threads in all executors that Spark knows, as far as tasks reach them. */
  @SuppressWarnings("AddressSelection") // the address that Spark itself binds
  static KillSwitch arm(JavaSparkContext spark) throws IOException {
    String host = spark.getConf().get("spark.driver.host");
    String bind = spark.getConf().get("spark.driver.bindAddress", host);
    KillSwitch armed = new KillSwitch(new ServerSocket());
    try {
      armed.server.bind(new InetSocketAddress(InetAddress.getByName(bind), 0));
      armed.server.setSoTimeout(WAIT_MILLIS);
      int port = armed.server.getLocalPort();
      for (int i = 0; i < ARMING_ROUNDS && armed.executors.size() < executors(spark); i++) {
        int tasks = Math.max(2, 2 * spark.defaultParallelism());
        List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
        spark.parallelize(numbers, tasks).foreach(task -> listen(host, port));
        armed.accept();
      }
      return armed;
    } catch (IOException | RuntimeException e) {
      armed.close();
      throw e;
    }
  }

  @SuppressWarnings("AddressSelection") // the address that executors reach the driver by
  private static void listen(String host, int port) throws IOException, InterruptedException {
    if (Victim.claim(port)) {
      Socket socket = new Socket(host, port);
      byte[] id = SparkEnv.get().executorId().getBytes(StandardCharsets.UTF_8);
      socket.getOutputStream().write(id.length);
      socket.getOutputStream().write(id);
      Thread thread = new Thread(() -> haltOnByte(socket), "drill");
      thread.setDaemon(true);
      thread.start();
    }
    Thread.sleep(100); // the other slots get tasks, too
  }

  private static void haltOnByte(Socket socket) {
    try (socket) {
      if (socket.getInputStream().read() >= 0) {
        Runtime.getRuntime().halt(KILLED);
      }
    } catch (IOException e) {
      Thread.currentThread().interrupt(); // the driver is gone, and the executor goes with it
    }
  }

  private void accept() throws IOException {
    while (true) {
      try {
        Socket socket = server.accept();
        socket.setSoTimeout(DEATH_MILLIS);
        int length = socket.getInputStream().read();
        String id = new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
        executors.put(id, socket);
      } catch (SocketTimeoutException e) {
        return; // nobody else has come
      }
    }
  }

  /** Number of executors that can be ended. */
  int armed() {
    return executors.size();
  }

  /**
   * Ends executors and waits until their connections break.
   *
   * @param most number of executors to end
   * @return number of executors that ended
   */
  int fire(int most) throws IOException {
    List<Socket> victims = executors.values().stream().limit(most).toList();
    for (Socket victim : victims) {
      victim.getOutputStream().write(1);
    }
    int dead = 0;
    for (Socket victim : victims) {
      dead += isGone(victim) ? 1 : 0;
    }
    return dead;
  }

  private static boolean isGone(Socket victim) {
    try {
      return victim.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true; // reset
    }
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : executors.values()) {
      socket.close();
    }
    server.close();
  }
}
