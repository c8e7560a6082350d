package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.testing.Nightly;

/** submit/retrain as cron starts it: with next to no environment. */
class RetrainScriptClusterIT {
  private static final String SCRIPT = Path.of("submit/retrain").toAbsolutePath().toString();

  @TempDir private Path folder;
  private Path logs;
  private Path recipe;

  @BeforeEach
  void prepare() {
    logs = folder.resolve("logs");
    recipe = folder.resolve("small.conf");
  }

  private String[] command(String... options) {
    List<String> words =
        new ArrayList<>(
            List.of("env", "-i", "PATH=/usr/bin:/bin", "HOME=" + System.getProperty("user.home")));
    words.addAll(List.of(SCRIPT, "--logs", logs.toString()));
    words.addAll(List.of(options));
    return words.toArray(String[]::new);
  }

  /** A retraining on the slice; the recipe is a file, as it would be at night. */
  private String[] retraining(int seed, double floor) throws IOException {
    Files.writeString(
        recipe,
        """
        data.path = %s
        model.depth = 8
        train { epochs = 20, batch-size = 50, seed = %d }
        evaluate.every-epochs = 0
        registry.floor = %s
        """
            .formatted(MiniClusterProcess.SLICE, seed, floor));
    return command(
        "--keep",
        "2",
        "--master",
        "local[2]",
        "--",
        "--config",
        recipe.toString(),
        "--store",
        folder.resolve("store").toString());
  }

  private List<Path> logFiles() throws IOException {
    if (Files.notExists(logs)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(logs)) {
      return files.filter(file -> file.toString().endsWith(".log")).toList();
    }
  }

  @Nightly
  @Test
  void whatWasStoppedGoesOnAndEveryEndIsOneLineAndACode() throws Exception {
    stopInTraining(retraining(1, 0));

    Submission promoted = Submission.run(retraining(1, 0));
    assertThat(promoted.code()).as(promoted.said()).isZero();
    assertThat(promoted.err()).isEmpty();
    assertThat(promoted.out())
        .hasLineCount(1)
        .matches("(?s)cifar-10 v000001 PROMOTED: first model: .*; log: " + logs + "/retrain-.*\n");

    assertThat(folder.resolve("store/runs").toFile().list())
        .as("the same command is the same run")
        .hasSize(1);

    Submission again = Submission.run(retraining(1, 0));
    assertThat(again.code()).as(again.said()).isZero();
    assertThat(again.out()).hasLineCount(1).startsWith("nothing new: ");

    Submission kept = Submission.run(retraining(2, 1));
    assertThat(kept.code()).as(kept.said()).isEqualTo(4);
    assertThat(kept.err()).isEmpty();
    assertThat(kept.out()).hasLineCount(1).startsWith("cifar-10 v000002 KEPT: ");
    assertThat(logFiles()).as("--keep 2").hasSize(2);
  }

  /** The signal must reach the job: a scheduler's stop may leave nothing behind that works on. */
  private void stopInTraining(String[] command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(folder.resolve("stopped").toFile())
            .start();
    while (process.isAlive()
        && (logFiles().isEmpty() || !Files.readString(logFiles().get(0)).contains("ResNet-8,"))) {
      Thread.sleep(100);
    }
    List<ProcessHandle> job = Descendants.running(process.toHandle());
    assertThat(job).isNotEmpty();
    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(143);
    assertThat(job).noneMatch(ProcessHandle::isAlive);
    assertThat(folder.resolve("stopped"))
        .content()
        .startsWith("error: retrain ended with exit code 143; log: ")
        .hasLineCount(1);
  }

  @Test
  void aSecondOneExitsWithSixAndNamesTheFirst() throws Exception {
    Files.createDirectories(logs);
    Path lock = Files.writeString(logs.resolve("lock"), "process 4242 since 2026-11-24 02:15:00\n");
    Process holder = new ProcessBuilder("flock", lock.toString(), "sleep", "60").start();
    try {
      while (Submission.run("flock", "-n", lock.toString(), "true").code() == 0) {
        Thread.sleep(50);
      }
      Submission second = Submission.run(command());
      assertThat(second.code()).isEqualTo(6);
      assertThat(second.out()).isEmpty();
      assertThat(second.err())
          .isEqualTo(
              "error: another submit/retrain is at work: process 4242 since 2026-11-24 02:15:00 (%s)\n"
                  .formatted(lock));
      assertThat(logFiles()).isEmpty();
    } finally {
      holder.descendants().forEach(ProcessHandle::destroy);
      holder.destroy();
    }
  }

  @Test
  void mistakesAreOneLine() {
    refused("--on must be local, yarn or spark://HOST:PORT, cannot be: mars", "--on", "mars");
    refused("--keep must be a whole number from 1 to 999999, cannot be: 0", "--keep=0");
    refused(
        "--keep must be a whole number from 1 to 999999, cannot be: 99999999999999999999",
        "--keep",
        "99999999999999999999");
    refused("retrain's own options must follow --, cannot be: train", "train");
    refused("/proc/none: cannot be written (--logs)", "--logs", "/proc/none");
    refused("HADOOP_CONF_DIR must name the folder", "--on", "yarn");
    Submission noSpark =
        Submission.run(Map.of("SPARK_HOME", "/none"), SCRIPT, "--logs", logs.toString());
    assertThat(noSpark.code()).isEqualTo(2);
    assertThat(noSpark.err())
        .startsWith("error: SPARK_HOME must hold bin/spark-submit, cannot be: /none; log: ")
        .hasLineCount(1);
  }

  private void refused(String message, String... options) {
    Submission refused = Submission.run(command(options));
    assertThat(refused.code()).as(refused.said()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).startsWith("error: " + message).hasLineCount(1);
  }
}
