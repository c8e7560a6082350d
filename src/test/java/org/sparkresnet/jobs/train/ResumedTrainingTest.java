package org.sparkresnet.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.nn.kernels.CpuKernels;
import org.sparkresnet.testing.Nightly;
import org.sparkresnet.testing.Slow;
import org.sparkresnet.testing.SmallTraining;
import org.sparkresnet.testing.UserErrors;

/** Runs that were paused, and the attempts after that. Two epochs are ten iterations. */
class ResumedTrainingTest {
  private static final String TWO_EPOCHS = "train.epochs=2";

  @TempDir private Path store;
  private SmallTraining training;

  @BeforeEach
  void noRunYet() {
    training = SmallTraining.in(store);
  }

  private TrainResult pauseAtThree() throws IOException {
    return training.train("pieces", request -> request.until(3), TWO_EPOCHS);
  }

  @Slow
  @Test
  void aRunThatBeganInFloat32StaysInItWherePrecisionIsLeftToTheMachine() throws IOException {
    training.train("pieces", request -> request.until(3), TWO_EPOCHS, "train.precision=float32");
    training.train("pieces", TWO_EPOCHS, "train.precision=auto");
    assertThat(training.told().starts()).containsExactly(0L, 4L);
    assertThat(training.tables().rows("params", "pieces"))
        .extracting(row -> row.<String>getAs("key") + " = " + row.<String>getAs("value"))
        .contains("train.precision = float32");
  }

  @Slow
  @Test
  void aPausedRunGoesOnWithTheSameRequestAndReachesTheSameBits() throws IOException {
    training.train("whole", TWO_EPOCHS);
    TrainResult paused = pauseAtThree();
    assertThat(paused.progress().iteration()).as("the end of its round").isEqualTo(4);
    assertThat(paused.plan().iterations()).isEqualTo(10);
    assertThat(paused.trained()).isEmpty();
    assertThat(training.tables().rows("params", "pieces"))
        .extracting(row -> row.<String>getAs("key") + " = " + row.<String>getAs("value"))
        .contains("train.batch-size = 32");
    assertThat(runRow().<String>getAs("status")).isEqualTo("RUNNING");
    Instant began = runRow().getAs("started_at");
    String kernels = runRow().getAs("cpu_kernels");

    TrainResult resumed = training.train("pieces", TWO_EPOCHS);
    assertThat(training.told().starts()).containsExactly(0L, 0L, 4L);
    assertThat(resumed.trained()).isPresent();
    assertThat(training.paramsSha256("pieces")).isEqualTo(training.paramsSha256("whole"));
    assertThat(runRow().<String>getAs("cpu_kernels"))
        .isEqualTo(kernels)
        .isEqualTo(CpuKernels.identity());
    assertThat(Files.readString(training.run("pieces").resolve("manifest.json")))
        .contains("\"cpu_kernels\" : \"" + kernels + "\"");
    assertThat(training.told().warnings()).noneMatch(line -> line.contains("CPU kernels"));
    assertThat(runRow().<Instant>getAs("started_at")).as("of the first attempt").isEqualTo(began);
    assertThat(runRow().<Instant>getAs("ended_at")).isAfter(began);
    assertThat(training.tables().query("select run_id, sum(examples) from rounds group by run_id"))
        .extracting(row -> row.getLong(1))
        .containsExactly(600L, 600L);
    assertThat(
            training
                .tables()
                .query(
                    "select params_sha256, collect_set(run_id) from rounds"
                        + " where params_sha256 is not null group by params_sha256, epoch, iteration"
                        + " order by iteration"))
        .as("weights at the ends of the two epochs")
        .hasSize(2)
        .allSatisfy(row -> assertThat(row.getList(1)).hasSize(2))
        .last()
        .satisfies(row -> assertThat(row.getString(0)).isEqualTo(training.paramsSha256("pieces")));
  }

  private Row runRow() {
    return training.tables().rows("runs", "pieces").get(0);
  }

  @Slow
  @Test
  void aRequestWithAnotherConfigurationLeavesAPausedRunAsItIs() throws IOException {
    pauseAtThree();
    byte[] before = Files.readAllBytes(training.run("pieces").resolve("manifest.json"));
    UserErrors.assertRefused(
            ExitCode.USAGE, () -> training.train("pieces", TWO_EPOCHS, "train.momentum=0.5"))
        .contains("belongs to another configuration (train.momentum is 0.9 there and 0.5");
    assertThat(training.run("pieces").resolve("manifest.json")).hasBinaryContent(before);
    assertThat(training.run("pieces").resolve("summary.json")).doesNotExist();
  }

  @Slow
  @Test
  void aRunWithAllTechniquesGoesOnToTheSameBitsAndNotWithoutOneOfThem() throws IOException {
    String[] techniques = {
      TWO_EPOCHS,
      "dataset.crop=[{from-epoch = 0, size = 24}, {from-epoch = 1, size = 32}]",
      "train.whiten-stem=true",
      "train.optimizer=muon",
    };
    training.train("whole", techniques);
    training.train("pieces", request -> request.until(3), techniques);
    String[] others = techniques.clone();
    others[2] = "train.whiten-stem=false";
    UserErrors.assertRefused(ExitCode.USAGE, () -> training.train("pieces", others))
        .contains("(train.whiten-stem is true, SHA-256 ")
        .contains(" there and false in this run)");
    others[2] = techniques[2];
    others[1] = "dataset.crop=[]";
    UserErrors.assertRefused(ExitCode.USAGE, () -> training.train("pieces", others))
        .contains("dataset.crop is [");
    training.train("pieces", techniques);
    assertThat(training.paramsSha256("pieces")).isEqualTo(training.paramsSha256("whole"));
  }

  @Nightly
  @Test
  void damagedCheckpointsAndAnotherConfigurationNeedAFreshBeginning() throws IOException {
    pauseAtThree();
    training.train("pieces", TWO_EPOCHS);
    corruptEveryCheckpoint();
    UserErrors.assertRefused(ExitCode.DATA, () -> training.train("pieces", TWO_EPOCHS))
        .contains("none of 2 checkpoints can be read (it ends ")
        .contains("; --fresh begins again");
    assertThat(training.train("pieces", TrainRequest::afresh, TWO_EPOCHS).trained()).isPresent();

    UserErrors.assertRefused(
            ExitCode.USAGE, () -> training.train("pieces", TWO_EPOCHS, "train.seed=2"))
        .contains("belongs to another configuration (train.seed is 1 there and 2 in this run)")
        .contains("choose another --run-id, or --fresh to begin again");
    assertThat(training.train("pieces", TrainRequest::afresh, TWO_EPOCHS, "train.seed=2").trained())
        .isPresent();
  }

  private void corruptEveryCheckpoint() throws IOException {
    try (Stream<Path> files = Files.walk(training.run("pieces").resolve("checkpoints"))) {
      for (Path file : files.filter(f -> f.endsWith("state.bin")).toList()) {
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 1000));
      }
    }
  }

  @Slow
  @Test
  void aDamagedJournalIsFoundBeforeTheRunGoesOnAndADerivedOneBeginsAgain() throws IOException {
    pauseAtThree();
    Path segment;
    try (Stream<Path> files = Files.list(training.run("pieces").resolve("journal"))) {
      segment = files.findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(segment);
    Files.write(segment, Arrays.copyOf(bytes, bytes.length - 40));
    UserErrors.assertRefused(ExitCode.DATA, () -> training.train("pieces", TWO_EPOCHS))
        .contains(segment.getFileName() + " is damaged (its SHA-256 is another")
        .contains("; --fresh begins again");
    assertThat(training.told().starts()).as("nothing was trained").containsExactly(0L);
    training.train(
        "pieces",
        request -> request.beginning(TrainRequest.Beginning.USABLE_CHECKPOINT).until(3),
        TWO_EPOCHS);
    assertThat(training.told().starts()).containsExactly(0L, 0L);
    assertThat(training.told().warnings()).anyMatch(it -> it.endsWith("): beginning again"));
    assertThat(segment).doesNotExist();
  }

  @Slow
  @Test
  void aRunThatDivergesAfterItWentOnTellsWhatAllItsAttemptsDid() throws IOException {
    String[] harmlessAtFirst = {
      TWO_EPOCHS,
      "train.schedule=constant",
      "train.learning-rate=1e18",
      "train.warm-up.iterations=5",
      "train.warm-up.factor=0",
      "train.warm-up.linear=false",
    };
    TrainResult paused = training.train("late", request -> request.until(5), harmlessAtFirst);
    assertThat(paused.trained()).isEmpty();
    UserErrors.assertRefused(ExitCode.DIVERGED, () -> training.train("late", harmlessAtFirst));
    JsonNode summary = training.summary("late");
    assertThat(summary.get("status").asText()).isEqualTo("FAILED");
    assertThat(summary.get("iterations").asLong()).isEqualTo(5);
    assertThat(summary.get("rounds").asLong()).isEqualTo(3);
    assertThat(summary.get("examples_seen").asLong()).isEqualTo(300);
    assertThat(summary.get("epochs").asInt()).isEqualTo(1);
  }
}
