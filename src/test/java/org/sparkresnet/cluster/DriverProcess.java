package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.sparkresnet.cli.Main;
import org.sparkresnet.testing.QuickLocalFileSystem;

/**
 * A command in a JVM of its own, with Spark inside: local[2] if nothing else is said. Killed when
 * it is closed.
 */
final class DriverProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 400;

  private final Process process;
  private final Path out;
  private final Path err;

  private DriverProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts a command.
   *
   * @param folder where its output goes
   * @param shell what a shell does before it becomes the process, such as "ulimit -f 100"
   * @param properties Spark's
   */
  static DriverProcess start(
      Path folder, String shell, Map<String, String> properties, List<String> arguments)
      throws IOException {
    return start(folder, Main.class, shell, properties, arguments);
  }

  /** Starts a program of the tests. */
  static DriverProcess start(
      Path folder,
      Class<?> program,
      String shell,
      Map<String, String> properties,
      List<String> arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of("bash", "-c", shell + "; exec env --default-signal=INT,HUP \"$@\"", "bash"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    command.addAll(QuickJvm.OPTIONS);
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-opens") || option.contains("javacpp"))
        .forEach(command::add);
    Map<String, String> all = new TreeMap<>(properties);
    all.putIfAbsent("spark.master", "local[2]");
    if (all.get("spark.master").startsWith("local[")) {
      all.putIfAbsent("spark.hadoop.fs.file.impl", QuickLocalFileSystem.class.getName());
    }
    all.put("spark.ui.enabled", "false");
    all.put("spark.sql.codegen.wholeStage", "false");
    all.forEach((key, value) -> command.add("-D" + key + "=" + value));
    String more = all.getOrDefault("spark.driver.extraClassPath", "");
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path") + ":" + more, program.getName()));
    command.addAll(arguments);
    Path out = Files.createTempFile(folder, "driver", ".out");
    Path err = Files.createTempFile(folder, "driver", ".err");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    return new DriverProcess(builder.start(), out, err);
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String out() throws IOException {
    return Files.readString(out);
  }

  String err() throws IOException {
    return Files.readString(err);
  }

  /** Waits for the end and expects this exit code. */
  DriverProcess expect(int code) throws IOException, InterruptedException {
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(out() + err()).isTrue();
    assertThat(process.exitValue()).as(out() + err()).isEqualTo(code);
    return this;
  }

  /** Waits until a file is there while the process lives. */
  DriverProcess await(Path file) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!Files.exists(file)) {
      assertThat(process.isAlive()).as(out() + err()).isTrue();
      assertThat(System.nanoTime()).as("waiting for %s", file).isLessThan(end);
      Thread.sleep(10);
    }
    return this;
  }

  /** Sends SIGKILL and waits for the end. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Sends a signal, such as STOP or CONT. */
  void signal(String name) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).start().waitFor())
        .isZero();
  }

  @Override
  public void close() {
    kill();
  }
}
