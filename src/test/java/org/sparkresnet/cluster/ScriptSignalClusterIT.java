package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scripts that get a signal while they build, or while spark-submit starts. */
class ScriptSignalClusterIT {
  private static final Map<String, Integer> CODES = Map.of("TERM", 143, "INT", 130, "HUP", 129);

  @TempDir private Path folder;
  private Path project;

  @BeforeEach
  void aProjectWithoutAJarAndAMavenThatTakesAMinute() throws IOException {
    project = folder.resolve("project");
    FileUtils.copyDirectory(Path.of("submit").toFile(), project.resolve("submit").toFile());
    FileUtils.copyDirectory(Path.of("conf").toFile(), project.resolve("conf").toFile());
    script(folder.resolve("bin/mvn"));
    script(project.resolve("target/spark/bin/spark-submit"));
    Files.writeString(folder.resolve("one.sweep"), "one conf/quick.conf\n");
  }

  /** A command that says that it has begun. */
  private void script(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(
        file, "#!/bin/sh\ntouch %s\nexec sleep 60\n".formatted(folder.resolve("begun")));
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private void stop(String signal, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("env", "--default-signal=INT,HUP");
    builder.command().addAll(List.of(command));
    builder.directory(project.toFile());
    builder.environment().merge("PATH", folder.resolve("bin") + ":", (path, bin) -> bin + path);
    builder.environment().remove("SPARK_HOME");
    Path out = folder.resolve("out");
    Process process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    Path begun = folder.resolve("begun");
    while (process.isAlive() && Files.notExists(begun)) {
      Thread.sleep(10);
    }
    Files.deleteIfExists(begun);
    List<ProcessHandle> children = Descendants.running(process.toHandle());
    new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).as(Files.readString(out)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(out)).isEqualTo(CODES.get(signal));
    assertThat(children).noneMatch(ProcessHandle::isAlive);
  }

  private String[] command(String script) {
    return switch (script) {
      case "standalone" -> new String[] {"submit/standalone", "spark://127.0.0.1:7077", "models"};
      case "retrain" ->
          new String[] {"submit/retrain", "--logs", folder.resolve("logs").toString()};
      case "sweep" -> new String[] {"submit/sweep", folder.resolve("one.sweep").toString()};
      default -> new String[] {"submit/local", "train"};
    };
  }

  @ParameterizedTest
  @CsvSource({
    "local, TERM",
    "local, INT",
    "local, HUP",
    "standalone, TERM",
    "retrain, TERM",
    "retrain, INT",
    "sweep, HUP",
    "sweep, INT"
  })
  void whileItBuildsAndWhileSparkStarts(String script, String signal) throws Exception {
    stop(signal, command(script));
    Path jar = project.resolve("target/spark-resnet.jar");
    assertThat(jar).doesNotExist();
    // Which lays the project's settings under those of the cluster.
    Files.createSymbolicLink(jar, Path.of("target/spark-resnet.jar").toAbsolutePath());
    stop(signal, command(script));
    assertThat(jar).exists();
  }
}
