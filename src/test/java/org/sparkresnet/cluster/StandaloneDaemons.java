package org.sparkresnet.cluster;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A Spark master and workers with one core and 1 GB each, as processes of their own, every worker
 * on another loopback address: to Spark these are hosts, and it repeats no task on its own host.
 */
final class StandaloneDaemons implements AutoCloseable {
  private final Path folder;
  private final String master;
  private final List<Process> processes = new ArrayList<>();

  private StandaloneDaemons(Path folder, String master) {
    this.folder = folder;
    this.master = master;
  }

  /**
   * Starts them, the workers when the master answers.
   *
   * @param folder for logs and work files
   */
  static StandaloneDaemons start(Path folder, int workers) throws IOException {
    int port = freePort();
    StandaloneDaemons daemons =
        new StandaloneDaemons(folder, "spark://127.0.0.1:%d".formatted(port));
    daemons.launch(
        "master.Master", "127.0.0.1", "--port", String.valueOf(port), "--webui-port", "0");
    awaitMaster(port);
    for (int i = 1; i <= workers; i++) {
      daemons.launch(
          "worker.Worker",
          "127.0.0." + (i + 1),
          "--cores",
          "1",
          "--memory",
          "1g",
          "--webui-port",
          "0",
          "--work-dir",
          folder.resolve("work-" + i).toString(),
          daemons.master);
    }
    return daemons;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** A worker or driver that it does not answer tries again only after many seconds. */
  private static void awaitMaster(int port) throws IOException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    boolean answers = false;
    while (!answers) {
      try (Socket master = new Socket(InetAddress.getLoopbackAddress(), port)) {
        answers = master.isConnected();
      } catch (ConnectException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  private void launch(String daemon, String host, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(QuickJvm.OPTIONS);
    command.addAll(
        List.of(
            "-Xmx256m",
            "-cp",
            Path.of(System.getenv("SPARK_HOME"), "jars", "*").toString(),
            "org.apache.spark.deploy." + daemon,
            "--host",
            host));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_LOCAL_IP", host);
    builder.redirectErrorStream(true);
    builder.redirectOutput(folder.resolve(daemon + host + ".log").toFile());
    processes.add(builder.start());
  }

  /** The address for spark.master. */
  String master() {
    return master;
  }

  /** The workers first, so that they take their executors along. */
  @Override
  public void close() {
    for (int i = processes.size() - 1; i >= 0; i--) {
      processes.get(i).destroy();
      try {
        if (!processes.get(i).waitFor(20, TimeUnit.SECONDS)) {
          processes.get(i).destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
