package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.testing.Nightly;

/** submit/sweep at the shell. */
class SweepClusterIT {

  @TempDir private Path folder;
  private Path config;
  private Path sweep;

  @BeforeEach
  void writeAConfiguration() throws IOException {
    sweep = folder.resolve("small.sweep");
    config =
        Files.writeString(
            folder.resolve("small.conf"),
            """
            data.path = "%s"
            model.depth = 8
            train { workers = 2, epochs = 1, batch-size = 32 }
            """
                .formatted(MiniClusterProcess.SLICE.toAbsolutePath()));
  }

  private Submission sweep(String... lines) throws IOException {
    return sweep(List.of(), lines);
  }

  private Submission sweep(List<String> options, String... lines) throws IOException {
    Files.write(sweep, List.of(lines));
    List<String> command = new ArrayList<>(List.of("submit/sweep", sweep.toString()));
    command.addAll(List.of("--store", folder.resolve("store").toString()));
    command.addAll(List.of("--master", "local[2]", "--driver-memory", "1g"));
    command.addAll(options);
    return Submission.run(command.toArray(String[]::new));
  }

  @Test
  void everyRunIsTrainedOnceAndAFailureStopsNoOther() throws IOException {
    String first = "one " + config + " train.seed=1 # the first";
    String wrong = "wrong " + config + " model.depth=9";
    String second = "two  " + config + "   train.seed=2  train.batch-size=16";

    Submission trained = sweep("# comment", first, "", wrong, second);
    assertThat(trained.code()).as(trained.said()).isEqualTo(1);
    assertThat(trained.errors())
        .hasSize(2)
        .element(0)
        .asString()
        .contains("model.depth", "cannot be: 9");
    assertThat(trained.errors().get(1)).isEqualTo("error: not trained: wrong (exit code 2)");
    assertThat(trained.out().lines().toList())
        .contains("== one " + config + " train.seed=1")
        .anySatisfy(line -> assertThat(line).matches("one +\\d+\\.\\d\\d %"))
        .last()
        .asString()
        .matches("two +\\d+\\.\\d\\d %");
    assertThat(
            TrainingRun.summary(folder.resolve("store").toUri().toString(), "two")
                .get("iterations")
                .asInt())
        .as("the line's settings: 300 images in minibatches of 2 x 16")
        .isEqualTo(10);

    Submission again = sweep(first, second);
    assertThat(again.code()).as(again.said()).isZero();
    assertThat(again.out())
        .startsWith("== one: finished already\n== two: finished already\n")
        .doesNotContain("epoch");
  }

  @Nightly
  @Test
  void aFinishedRunWhoseLineHasChangedIsAnErrorOfItsLine() throws IOException {
    String first = "one " + config + " train.seed=1";
    assertThat(sweep(first).code()).isZero();
    Submission spelled = sweep(first + " train.learning-rate=0.10 checkpoint.keep=3");
    assertThat(spelled.out()).as(spelled.said()).startsWith("== one: finished already");
    assertThat(spelled.code()).isZero();

    Submission changed = sweep("one " + config + " train.seed=2", "two " + config);
    assertThat(changed.code()).as(changed.said()).isEqualTo(1);
    assertThat(changed.errors())
        .containsExactly(
            "error: run one has finished with another configuration (train.seed 1 -> 2): choose"
                + " another run id, or train it with --fresh",
            "error: not trained: one (exit code 2)");
    assertThat(changed.out()).as("the others go on").contains("== two " + config);
    assertThat(TrainingRun.summary(folder.resolve("store").toUri().toString(), "two").isEmpty())
        .isFalse();
  }

  private Process startUntilARunTrains(Path out) throws Exception {
    Process process =
        new ProcessBuilder(
                "env",
                "--default-signal=INT",
                "submit/sweep",
                sweep.toString(),
                "--store",
                folder.resolve("store").toString(),
                "--master",
                "local[2]")
            .redirectOutput(out.toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    while (process.isAlive() && !Files.readString(out).contains("ResNet-8,")) {
      Thread.sleep(50);
    }
    return process;
  }

  @Test
  void ctrlCEndsTheRunAndTheSweep() throws Exception {
    Files.write(sweep, List.of("long " + config + " train.epochs=500", "never " + config));
    Path out = folder.resolve("out");
    Process process = startUntilARunTrains(out);
    List<ProcessHandle> job = Descendants.running(process.toHandle());
    new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(job).isNotEmpty().noneMatch(ProcessHandle::isAlive);
    assertThat(Files.readString(folder.resolve("err")).lines().filter(it -> !it.contains(" WARN ")))
        .singleElement()
        .asString()
        .matches(
            "stopped by SIGINT( at iteration \\d+, before the first checkpoint; the same command"
                + " begins again|; the same command goes on)");
    assertThat(Files.readString(out)).doesNotContain("== never");
  }

  @Nightly
  @Test
  void aRunWhoseProcessDiesHasFailedAndTheNextIsTrained() throws Exception {
    Files.write(sweep, List.of("long " + config + " train.epochs=500", "next " + config));
    Path out = folder.resolve("out");
    Process process = startUntilARunTrains(out);
    Descendants.running(process.toHandle()).stream()
        .filter(it -> it.info().command().orElse("").endsWith("java"))
        .forEach(ProcessHandle::destroyForcibly);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("err")))
        .endsWith("error: not trained: long (exit code 137)\n");
    assertThat(Files.readString(out)).contains("== next").containsPattern("next +\\d+\\.\\d\\d %");
  }

  @Nightly
  @Test
  void aSettingForAllRunsWinsOverTheirLines() throws IOException {
    String line = "one " + config + " train.batch-size=16";
    List<String> settings = List.of("--set", "train.batch-size=75", "--set=train.seed=3");

    assertThat(sweep(settings, line).code()).isZero();
    assertThat(
            TrainingRun.summary(folder.resolve("store").toUri().toString(), "one")
                .get("iterations")
                .asInt())
        .as("300 images in minibatches of 2 x 75")
        .isEqualTo(2);
    assertThat(sweep(List.of("--set", "train.seed"), line).err())
        .isEqualTo("error: --set must be key=value, cannot be: train.seed\n");
  }

  @Test
  void allLinesAreLookedAtBeforeTheFirstRun() throws IOException {
    assertThat(sweep("one " + config, "two none.conf").err())
        .isEqualTo("error: %s: run two: none.conf: cannot be read\n".formatted(sweep));
    assertThat(sweep("one " + config + " seed:1").err())
        .isEqualTo(
            "error: %s: run one: a setting must be key=value, cannot be: seed:1\n"
                .formatted(sweep));
    assertThat(sweep("one").err())
        .contains("a line must be a run id, a configuration file and settings, cannot be: one");
    Submission none = sweep("# nothing yet");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).isEqualTo("error: %s: names no run\n".formatted(sweep));
    assertThat(folder.resolve("store")).doesNotExist();
  }
}
