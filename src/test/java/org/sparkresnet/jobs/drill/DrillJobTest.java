package org.sparkresnet.jobs.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.report.DrillVerdict;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.rows.DrillRow;
import org.sparkresnet.testing.Nightly;
import org.sparkresnet.testing.Slow;
import org.sparkresnet.testing.SmallTraining;

/** Drills on threads of this JVM, where there is no executor to end. */
class DrillJobTest {
  @TempDir private Path folder;

  private List<DrillRow> drill(DrillJob job) throws IOException {
    return job.run(new DrillRequest(new RunId("d"), List.of("train.epochs=2")));
  }

  @Nightly
  @Test
  void drillsThatAreNotPossibleHereSaySoAndTheOthersHold() throws IOException {
    SmallTraining store = SmallTraining.in(folder.resolve("store"));
    List<DrillRow> rows = drill(DrillJob.of(store.context(), command -> Optional.empty()));
    assertThat(rows)
        .extracting(row -> row.drill() + ": " + row.outcome())
        .containsExactly(
            "executor: not possible",
            "all executors: not possible",
            "driver: not possible",
            "checkpoint: held",
            "lock owner: not possible",
            "quota: not possible");
    assertThat(rows.get(0).came())
        .isEqualTo("no executor of its own here: tasks run in the driver");
    assertThat(rows.get(3).came())
        .isEqualTo(rows.get(3).expected())
        .endsWith(" 640 images, 8 rounds");
    assertThat(store.run("d").resolve("drill")).doesNotExist();
    assertThat(Files.readString(store.run("d").resolve("drill.html")))
        .contains("1 of 6 drills held; not possible here: executor, all executors, ")
        .contains("<td>the newest of a paused run lost its second half, and the run went on</td>")
        .contains("<dt>workers</dt><dd>3</dd>");
    assertThat(Files.exists(store.run("checkpoint"))).isFalse();
  }

  @Nightly
  @Test
  void aTrainingWithOneCheckpointHasNoneToLose() throws IOException {
    SmallTraining store = SmallTraining.in(folder.resolve("store"));
    List<DrillRow> rows =
        DrillJob.of(store.context(), command -> Optional.empty())
            .run(new DrillRequest(new RunId("d"), List.of("train.epochs=1")));
    assertThat(rows.get(3).came())
        .isEqualTo(
            "needs two checkpoints in the first half of 7 iterations, found 1;"
                + " set a smaller checkpoint.every-iterations");
    assertThat(rows.get(3).outcome()).isEqualTo(DrillRow.NOT_POSSIBLE);
  }

  /** Rounds end at 14, 16 and 18. */
  @Nightly
  @Test
  void aRunThatIsPausedWithinARoundGoesOnFromItsEnd() throws IOException {
    SmallTraining store = SmallTraining.in(folder.resolve("store"));
    DrillJob job =
        new DrillJob(
            store.context(), trainings -> List.of(new Drill("p", "", () -> paused(trainings))));
    List<DrillRow> rows = job.run(new DrillRequest(new RunId("d"), List.of("train.epochs=5")));
    assertThat(rows.get(0).outcome()).as(rows.get(0).came()).isEqualTo(DrillRow.HELD);
  }

  private static Trained paused(SmallTrainings trainings) throws IOException {
    long half = trainings.iterations() / 2;
    assertThat(half).isEqualTo(17);
    long paused = trainings.trainUntil("p", half);
    assertThat(paused).isEqualTo(18);
    return trainings.resumed("p", paused);
  }

  @Slow
  @Test
  void otherBitsFail() throws IOException {
    SmallTraining store = SmallTraining.in(folder.resolve("store"));
    DrillJob job =
        new DrillJob(
            store.context(),
            trainings ->
                List.of(
                    new Drill("seed", "another", () -> seeded(trainings).train("seed")),
                    new Drill("Spark", "stopped", DrillJobTest::lost),
                    new Drill("again", "nothing", () -> trainings.train("again"))));
    List<DrillRow> rows = drill(job);
    assertThat(rows)
        .extracting(DrillRow::outcome)
        .containsExactly(DrillRow.FAILED, DrillRow.FAILED, DrillRow.HELD);
    assertThat(new DrillVerdict(rows).holds()).isFalse();
    assertThat(rows.get(0).came()).endsWith(" 640 images, 8 rounds");
    assertThat(rows.get(1).came()).contains("Job aborted");
  }

  private static Trained lost() {
    DrillJobTest.<RuntimeException>sneak(new SparkException("Job aborted"));
    return null;
  }

  /** Throws anything, as Scala does: checked exceptions undeclared. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable failure) throws T {
    throw (T) failure;
  }

  private static SmallTrainings seeded(SmallTrainings same) {
    List<String> keys = new ArrayList<>(same.keys());
    keys.add("train.seed=2");
    return new SmallTrainings(same.context(), JobConfig.load(null, keys), keys);
  }
}
