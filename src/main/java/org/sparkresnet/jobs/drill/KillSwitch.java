package org.sparkresnet.jobs.drill;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkresnet.replica.SparkProcess;

/**
 * Ends executors from within, at a moment of the driver's choice, as a crash does. A task starts a
 * thread in each executor, which connects to the driver and halts its JVM when a byte comes. So no
 * task slot is needed at that moment, and no right beyond that of running tasks. A connection
 * counts only if it begins with a secret, which the driver gives to its tasks. Driver only.
 */
final class KillSwitch implements AutoCloseable {
  private static final int ARMING_ROUNDS = 20;
  private static final int WAIT_MILLIS = 500;
  private static final int HELLO_MILLIS = 2_000;
  private static final int DEATH_MILLIS = 20_000;
  private static final int CONNECT_MILLIS = 5_000;

  /** Connections that wait until a round of tasks has ended. */
  private static final int BACKLOG = 1_024;

  private static final int SECRET_BYTES = 16;

  private final JavaSparkContext spark;
  private final ServerSocket server;
  private final byte[] secret = new byte[SECRET_BYTES];

  /** Connection of each executor, by its address in Spark. */
  private final Map<String, Socket> executors = new LinkedHashMap<>();

  private KillSwitch(JavaSparkContext spark, ServerSocket server) {
    this.spark = spark;
    this.server = server;
    new SecureRandom().nextBytes(secret); // reaches no result
  }

  /** Places threads in all executors that Spark knows, as far as tasks reach them. */
  @SuppressWarnings("AddressSelection") // the address that Spark itself binds
  static KillSwitch arm(JavaSparkContext spark) throws IOException {
    String host = spark.getConf().get("spark.driver.host");
    String bind = spark.getConf().get("spark.driver.bindAddress", host);
    KillSwitch armed = new KillSwitch(spark, new ServerSocket());
    boolean done = false;
    try {
      armed.server.bind(new InetSocketAddress(InetAddress.getByName(bind), 0), BACKLOG);
      armed.server.setSoTimeout(WAIT_MILLIS);
      int port = armed.server.getLocalPort();
      byte[] secret = armed.secret;
      for (int i = 0;
          i < ARMING_ROUNDS && armed.executors.size() < SparkProcess.executors(spark).size();
          i++) {
        int tasks = Math.max(2, 2 * spark.defaultParallelism());
        List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
        spark.parallelize(numbers, tasks).foreach(task -> listen(host, port, secret));
        armed.accept();
      }
      done = true;
      return armed;
    } finally {
      if (!done) {
        armed.close();
      }
    }
  }

  @SuppressWarnings("AddressSelection") // the address that executors reach the driver by
  private static void listen(String host, int port, byte[] secret)
      throws IOException, InterruptedException {
    if (Victim.claim(secret)) {
      Socket socket = new Socket();
      try {
        socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
        socket.getOutputStream().write(secret);
        String place = SparkProcess.address();
        byte[] name = place.getBytes(StandardCharsets.UTF_8);
        socket.getOutputStream().write(name.length);
        socket.getOutputStream().write(name);
      } catch (IOException e) {
        Victim.release(secret);
        socket.close();
        return; // the driver counts who came
      }
      Thread thread = new Thread(() -> haltOnByte(socket), "drill");
      thread.setDaemon(true);
      thread.start();
    }
    Thread.sleep(100); // the other slots get tasks, too
  }

  private static void haltOnByte(Socket socket) {
    try (socket) {
      if (socket.getInputStream().read() >= 0) {
        ExecutorEnd.now();
      }
    } catch (IOException e) {
      Thread.currentThread().interrupt(); // the driver is gone, and the executor goes with it
    }
  }

  /** Takes all connections that have come, until none comes for a while. */
  void accept() throws IOException {
    while (true) {
      Socket socket;
      try {
        socket = server.accept();
      } catch (SocketTimeoutException e) {
        return; // nobody else has come
      }
      if (!register(socket)) {
        socket.close();
      }
    }
  }

  /** Registers an executor; false for a stranger, who does not know the secret. */
  private boolean register(Socket socket) {
    try {
      socket.setSoTimeout(HELLO_MILLIS);
      InputStream in = socket.getInputStream();
      if (!MessageDigest.isEqual(secret, in.readNBytes(SECRET_BYTES))) {
        return false;
      }
      int length = Math.max(0, in.read());
      String place = new String(in.readNBytes(length), StandardCharsets.UTF_8);
      socket.setSoTimeout(DEATH_MILLIS);
      executors.put(place, socket);
      return true;
    } catch (IOException e) {
      return false; // said nothing in time, or is gone
    }
  }

  /** Port that executors connect to. */
  int port() {
    return server.getLocalPort();
  }

  /** Number of executors that can be ended. */
  int armed() {
    return executors.size();
  }

  /**
   * Ends executors and waits until their connections break. Those that work or hold cached data are
   * the first.
   *
   * @param most number of executors to end
   * @return number of executors that ended
   */
  int fire(int most) throws IOException {
    Set<String> busy =
        Arrays.stream(spark.sc().statusTracker().getExecutorInfos())
            .filter(executor -> executor.numRunningTasks() > 0 || executor.cacheSize() > 0)
            .map(executor -> executor.host() + ":" + executor.port())
            .collect(Collectors.toSet());
    List<Socket> victims =
        executors.entrySet().stream()
            .sorted(Comparator.comparing(executor -> !busy.contains(executor.getKey())))
            .limit(most)
            .map(Map.Entry::getValue)
            .toList();
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
