package org.sparkresnet.minicluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.logging.LogManager;

/**
 * Starts the services, says so with a line that begins with "ready", obeys commands from standard
 * input, and stops everything on SIGTERM. Its working folder is the cluster's disk, which
 * submit/minicluster deletes afterwards.
 */
public final class MiniCluster {
  private static final Path DISK = Path.of("").toAbsolutePath();

  private Hdfs hdfs;
  private Yarn yarn;
  private Standalone standalone;

  private MiniCluster() {}

  /**
   * Runs until it is told to stop.
   *
   * @param args {@link Options}
   */
  public static void main(String[] args) {
    LogManager.getLogManager().reset(); // Jersey's; the daemons' own log is a file
    MiniCluster cluster = new MiniCluster();
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::stop, "stop"));
    try {
      Options options = Options.of(args);
      cluster.start(options);
      cluster.obey(options.stopAtEnd());
    } catch (Exception | LinkageError e) {
      e.printStackTrace();
      System.err.println("error: the mini cluster did not start: " + e);
      System.exit(1); // half a cluster's threads would keep the process alive for ever
    }
  }

  private void start(Options options) throws Exception {
    if (options.hdfs()) {
      hdfs = Hdfs.start(DISK.resolve("hdfs"), options.ha());
      hdfs.put(options.data());
      hdfs.writeClientConfiguration(options.conf());
    }
    if (options.yarn()) {
      yarn = Yarn.start(hdfs.configuration(), DISK.resolve("yarn"));
      yarn.writeClientConfiguration(options.conf());
    }
    if (options.standalone()) {
      standalone = Standalone.start(options, DISK.resolve("standalone"));
    }
    System.out.println(Usage.of(options, hdfs, yarn, standalone));
    System.out.println("ready: " + String.join(" ", options.services()));
  }

  private void obey(boolean stopAtEnd) throws Exception {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = commands.readLine()) != null; ) {
      String[] words = line.strip().split("\\s+");
      try {
        System.out.println(obey(words));
      } catch (IOException | IllegalArgumentException e) {
        System.out.println("error: " + line + ": " + e.getMessage());
      }
    }
    if (stopAtEnd) {
      System.exit(0);
    }
    Thread.currentThread().join();
  }

  private String obey(String[] words) throws Exception {
    if (hdfs == null || words.length != 2) {
      throw new IllegalArgumentException(
          "must be restart-datanode N, stop-datanode N, restart-namenode N or fail-over N, with HDFS"
              + " running");
    }
    int node = Integer.parseInt(words[1]);
    switch (words[0]) {
      case "restart-datanode" -> hdfs.restartDataNode(node);
      case "stop-datanode" -> hdfs.stopDataNode(node);
      case "restart-namenode" -> hdfs.restartNameNode(node);
      case "fail-over" -> hdfs.failOver(node);
      default -> throw new IllegalArgumentException("no such command");
    }
    return "done " + words[0] + " " + node;
  }

  /** Runs once, as the process ends. HDFS needs no farewell: its disk is deleted. */
  private void stop() {
    if (standalone != null) {
      standalone.stop();
    }
    if (yarn != null) {
      yarn.stop();
    }
  }
}
