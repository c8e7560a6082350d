package org.sparkresnet.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** submit/minicluster as a process of its own, with the real slice on HDFS; ended with the test. */
final class MiniClusterProcess implements AutoCloseable {
  static final Path SLICE = Path.of("src/test/resources/cifar10-slice");

  /** Where the slice is on HDFS. */
  static final String DATA = "/data/cifar-10";

  private final Path folder;
  private final Process process;
  private final BufferedReader output;
  private final PrintWriter commands;
  private final List<String> greeting = new ArrayList<>();

  /**
   * Starts a cluster and waits until it is ready.
   *
   * @param folder for its configuration and logs
   * @param words services, and options such as --secure
   */
  MiniClusterProcess(Path folder, String... words) throws IOException {
    this.folder = folder;
    List<String> command =
        new ArrayList<>(
            List.of(
                "submit/minicluster",
                "--stop-at-end",
                "--folder",
                folder.toString(),
                "--data",
                SLICE.toString()));
    command.addAll(List.of(words));
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    output = process.inputReader(StandardCharsets.UTF_8);
    commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    for (String line; (line = output.readLine()) != null; ) {
      greeting.add(line);
      if (line.startsWith("ready")) {
        return;
      }
    }
    throw new IllegalStateException("the mini cluster did not start: " + greeting);
  }

  /** What HADOOP_CONF_DIR is to be. */
  Path hadoopConf() {
    return folder.resolve("conf");
  }

  /** The secret of a cluster started with --secure. */
  Path secretFile() {
    return folder.resolve("conf/secret");
  }

  /** spark://HOST:PORT. */
  String standaloneMaster() {
    return word("spark://");
  }

  /** hdfs://HOST:PORT. */
  String hdfs() {
    String uri = word("hdfs://");
    return uri.endsWith(",") ? uri.substring(0, uri.length() - 1) : uri;
  }

  private String word(String beginning) {
    return greeting.stream()
        .flatMap(line -> List.of(line.split(" ")).stream())
        .filter(word -> word.startsWith(beginning))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + beginning + " in " + greeting));
  }

  /** Gives a command, such as "restart-datanode 0", and waits for the answer. */
  String command(String command) throws IOException {
    commands.println(command);
    return output.readLine();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
