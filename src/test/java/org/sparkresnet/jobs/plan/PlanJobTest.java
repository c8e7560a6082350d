package org.sparkresnet.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.io.FileUtils;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.cli.display.PlanText;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.forecast.Figure;
import org.sparkresnet.jobs.forecast.Forecast;
import org.sparkresnet.jobs.train.TrainJob;
import org.sparkresnet.jobs.train.TrainRequest;
import org.sparkresnet.nn.kernels.OneDnn;
import org.sparkresnet.plan.AveragingLoss;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.rows.PlanRow;
import org.sparkresnet.tables.rows.RoundRow;
import org.sparkresnet.tables.rows.RunRow;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.Nightly;
import org.sparkresnet.testing.Slow;

class PlanJobTest {
  private static final JobConfig CONFIG = JobStore.config();

  /** What auto is here. */
  private static final String PRECISION = OneDnn.isFastInBfloat16() ? "bf16" : "float32";

  @TempDir private Path folder;
  private JobStore store;

  @BeforeEach
  void place() {
    store = JobStore.in(folder.resolve("store"));
  }

  private PlanResult plan(String run, JobConfig config, boolean probe) throws IOException {
    return new PlanJob(store.context()).run(new PlanRequest(config, new RunId(run), probe, 0.5));
  }

  private void train(String run, String... more) throws IOException {
    new TrainJob(store.context())
        .run(TrainRequest.train(JobStore.config(more), new RunId(run), "slice"));
  }

  /** Takes a store whose run {@link JobStore#FIRST} was trained by the usual recipe. */
  private void trained() {
    store = JobStore.withChampion(folder.resolve("store"));
  }

  private List<PlanRow> rows(String run) {
    return store.rows(PlanRow.TABLE, run);
  }

  private PlanRow row(String run, Figure figure) {
    return rows(run).stream()
        .collect(Collectors.toMap(PlanRow::figure, Function.identity()))
        .get(figure.label());
  }

  private double measured(String run, Figure figure) {
    return row(run, figure).measured().orElseThrow();
  }

  private static double expected(PlanResult plan, Figure figure) {
    return plan.forecast().get(figure).map(Forecast.Expected::value).orElseThrow();
  }

  @Test
  void ofAnEmptyStoreOnlySizesAreKnown() throws IOException {
    PlanResult plan = plan("first", CONFIG, false);
    assertThat(plan.forecast().isKnown()).isFalse();
    assertThat(plan.others()).isEmpty();
    assertThat(PlanText.of(plan).lines())
        .contains(
            "ResNet-8, %s, minibatches of 32: 2 workers, 5 iterations in 1 epoch, averaged every 4"
                .formatted(PRECISION))
        .anyMatch(line -> line.matches("  training +unknown"))
        .anyMatch(line -> line.matches("  whole job +unknown"))
        .anyMatch(line -> line.matches("  accuracy +unknown"))
        .anyMatch(line -> line.matches("  executor, rest +[0-9.]+ MB +\\(estimate\\)"))
        .noneMatch(line -> line.contains("driver"));
    assertThat(store.row("first").orElseThrow().workers()).as("nothing was trained").isZero();
    assertThat(rows("first")).isNotEmpty().allMatch(row -> row.measured().isEmpty());
    assertThat(expected(plan, Figure.ROUND_NETWORK_BYTES))
        .as("each of two workers sends and receives half of weights and momentum, twice")
        .isEqualTo(2.0 * plan.outline().roundModel().bytes());
  }

  @Slow
  @Test
  void aTrainingHasWhatWasPredictedBesideWhatCame() throws IOException {
    train("a");
    assertThat(store.told())
        .anyMatch(
            line ->
                line.equals(
                    "expected: nothing known yet of ResNet-8, %s, minibatches of 32 on this machine"
                        .formatted(PRECISION)));
    assertThat(row("a", Figure.TRAINING_SECONDS).predicted()).isEmpty();
    double seconds = store.rows(RoundRow.TABLE, "a").stream().mapToDouble(RoundRow::seconds).sum();
    assertThat(measured("a", Figure.TRAINING_SECONDS)).isEqualTo(seconds, within(1e-9));
    assertThat(measured("a", Figure.JOB_SECONDS))
        .as("training, evaluation and the rest")
        .isEqualTo(
            seconds
                + measured("a", Figure.EVALUATION_SECONDS)
                + measured("a", Figure.OTHER_SECONDS),
            within(1e-6));

    train("b", "train.seed=2");
    assertThat(store.told())
        .anyMatch(line -> line.startsWith("expected: ") && line.endsWith(" (run a)"));
    assertThat(row("b", Figure.TRAINING_SECONDS).source()).contains("run a");
    assertThat(row("b", Figure.TRAINING_SECONDS).predicted()).isPresent();
    assertThat(row("b", Figure.ACCURACY).predicted())
        .as("of the same recipe")
        .hasValue(measured("a", Figure.ACCURACY));
    assertThat(row("b", Figure.IMAGE_SECONDS).predicted())
        .hasValue(measured("a", Figure.IMAGE_SECONDS));
  }

  @Slow
  @Test
  void roundsOfRunsThatHaveNoSuchRowsTellTheSame() throws IOException {
    trained();
    double image = measured(JobStore.FIRST, Figure.IMAGE_SECONDS);
    double training = measured(JobStore.FIRST, Figure.TRAINING_SECONDS);
    FileUtils.deleteDirectory(store.path("tables/plans").toFile());
    PlanResult plan = plan("p", CONFIG, false);
    assertThat(expected(plan, Figure.IMAGE_SECONDS)).isEqualTo(image, within(1e-9));
    assertThat(expected(plan, Figure.TRAINING_SECONDS)).isEqualTo(training, within(0.02));
    assertThat(plan.forecast().get(Figure.JOB_SECONDS))
        .as("what a job costs besides is in no other table")
        .isEmpty();
  }

  @Nightly
  @Test
  void anotherWorkSaysNothingOfTheTimeAndAnotherRecipeNothingOfTheAccuracy() throws IOException {
    trained();
    PlanResult other = plan("p", JobStore.config("model.depth=14"), false);
    assertThat(other.forecast().isKnown()).isFalse();
    assertThat(other.forecast().get(Figure.ACCURACY)).isEmpty();
    assertThat(other.forecast().get(Figure.OTHER_SECONDS).orElseThrow().source())
        .isEqualTo("trainings on this kind of cluster");
    PlanResult longer = plan("q", JobStore.config("train.epochs=2"), false);
    assertThat(longer.forecast().isKnown()).isTrue();
    assertThat(longer.forecast().get(Figure.ACCURACY)).as("of two epochs").isEmpty();
  }

  @Slow
  @Test
  void accuracyIsLessWhatTheLawSaysOfRareAveraging() throws IOException {
    train("a", "train.averaging-frequency=1");
    PlanResult rare = plan("p", JobStore.config("train.averaging-frequency=4"), false);
    AveragingLoss law = new AveragingLoss(2, 64);
    assertThat(expected(rare, Figure.ACCURACY))
        .isEqualTo(
            measured("a", Figure.ACCURACY) - (law.points(4) - law.points(1)) / 100, within(1e-9));
  }

  @Slow
  @Test
  void otherNumbersOfWorkersAreModelled() throws IOException {
    trained();
    PlanResult plan = plan("p", PlanRequest.withWorkers(CONFIG, 4), false);
    assertThat(plan.forecast().get(Figure.TRAINING_SECONDS).orElseThrow().source())
        .isEqualTo("run first with 2 workers, modelled");
    assertThat(plan.others())
        .extracting(PlanResult.Other::workers)
        .containsSubsequence(1, 1, 1, 2, 2, 2, 4, 4, 4);
    assertThat(plan.others())
        .filteredOn(it -> it.workers() == 1)
        .allMatch(it -> it.lossPoints() == 0);
  }

  /** The shared Spark has two slots, so that four workers train in two turns. */
  @Slow
  @Test
  void turnsAreThoseOfTheRunThatWasMeasuredAndOfTheClusterToCome() throws IOException {
    String[] four = {"train.workers=4", "train.batch-size=16"};
    train("a", four);
    assertThat(measured("a", Figure.TASKS_AT_ONCE)).isEqualTo(2);
    double image = measured("a", Figure.IMAGE_SECONDS);
    double evaluated = measured("a", Figure.EVALUATED_IMAGE_SECONDS);
    PlanResult plan = plan("p", JobStore.config(four), false);
    assertThat(plan.forecast().get(Figure.TRAINING_SECONDS).orElseThrow().source())
        .as("a cluster with a slot for each worker")
        .isEqualTo("run a with 2 of 4 workers at once, modelled");
    assertThat(expected(plan, Figure.IMAGE_SECONDS)).isEqualTo(image / 2, within(1e-12));
    assertThat(expected(plan, Figure.EVALUATED_IMAGE_SECONDS))
        .isEqualTo(evaluated / 2, within(1e-12));
    train("b", "train.workers=4", "train.batch-size=16", "train.seed=2");
    assertThat(row("b", Figure.IMAGE_SECONDS).predicted()).as("as many slots").hasValue(image);
    assertThat(row("b", Figure.TRAINING_SECONDS).source()).contains("run a");
    double again = measured("b", Figure.IMAGE_SECONDS);
    FileUtils.deleteDirectory(store.path("tables/plans").toFile());
    PlanResult early = plan("q", JobStore.config(four), false);
    assertThat(expected(early, Figure.IMAGE_SECONDS))
        .as("the master tells the slots of runs of early versions")
        .isEqualTo(again / 2, within(1e-9));
  }

  /** The shared Spark has two slots: one worker alone in the process, or two. */
  @Slow
  @Test
  void memoryFollowsOnlyFromProcessesWithAsManyWorkersAtOnce() throws IOException {
    train("a", "train.workers=1", "train.batch-size=32");
    assertThat(measured("a", Figure.EXECUTOR_TASKS)).isEqualTo(1);
    assertThat(measured("a", Figure.TASK_THREADS)).isEqualTo(1);
    assertThat(row("a", Figure.TASK_THREADS).predicted()).isEmpty();
    assertThat(source(plan("p", JobStore.config("train.workers=1"), false))).isEqualTo("run a");
    PlanResult two = plan("q", CONFIG, false);
    assertThat(two.forecast().isKnown()).as("the time is modelled").isTrue();
    assertThat(source(two)).isEqualTo("estimate");
  }

  private static String source(PlanResult plan) {
    String heap = plan.forecast().get(Figure.EXECUTOR_HEAP_BYTES).orElseThrow().source();
    assertThat(plan.forecast().get(Figure.EXECUTOR_OFF_HEAP_BYTES).orElseThrow().source())
        .isEqualTo(heap);
    return heap;
  }

  @Slow
  @Test
  void runsWhoseWorkersHadOtherThreadsTellNothingOfTheTime() throws IOException {
    trained();
    Path manifest = store.path("runs/first/manifest.json");
    String text = Files.readString(manifest);
    assertThat(text).contains("\"omp_threads\" : 1");
    FileUtils.deleteDirectory(store.path("tables/plans").toFile()); // as of an early version
    Files.writeString(manifest, text.replace("\"omp_threads\" : 1", "\"omp_threads\" : 2"));
    assertThat(plan("p", CONFIG, false).forecast().isKnown()).isFalse();
    Files.delete(manifest);
    assertThat(plan("q", CONFIG, false).forecast().isKnown()).as("nobody knows").isFalse();
  }

  @Slow
  @Test
  void aProbeMeasuresAndTheTrainingAfterItGoesByIt() throws IOException {
    PlanResult plan = plan("probe", CONFIG, true);
    assertThat(plan.forecast().get(Figure.TRAINING_SECONDS).orElseThrow().source())
        .isEqualTo("probe");
    assertThat(plan.others()).isNotEmpty();
    assertThat(PlanText.of(plan)).doesNotContain("training  unknown");
    RunRow run = store.row("probe").orElseThrow();
    assertThat(run.command()).isEqualTo("plan");
    assertThat(run.workers()).isEqualTo(2);
    assertThat(store.path("runs/probe")).as("no model, no checkpoint").doesNotExist();
    train("a");
    assertThat(row("a", Figure.TRAINING_SECONDS).source()).contains("run probe");
    assertThat(row("a", Figure.JOB_SECONDS).predicted()).isPresent();
    assertThat(row("a", Figure.EVALUATED_IMAGE_SECONDS).predicted())
        .hasValue(measured("probe", Figure.EVALUATED_IMAGE_SECONDS));
  }

  @Test
  void badInputIsRefusedInOneLine() {
    refused("--workers must be at least 1, cannot be: 0", () -> PlanRequest.withWorkers(CONFIG, 0));
    refused(
        "train.global-batch-size must be a multiple of the 3 workers (train.workers), cannot be: 128",
        () -> PlanRequest.withWorkers(JobStore.config("train.global-batch-size=128"), 3));
    refused(
        "--seconds must be above 0 and at most 86400, cannot be: 0.0",
        () -> new PlanRequest(CONFIG, new RunId("p"), true, 0));
    refused(
        "--seconds must be above 0 and at most 86400, cannot be: 1.0E300",
        () -> new PlanRequest(CONFIG, new RunId("p"), true, 1e300));
  }

  @Test
  void dataThatCannotBeUsedLeaveAFailedRow() throws IOException {
    Path data = JobStore.badSlice(folder.resolve("data"));
    assertThatThrownBy(() -> plan("p", JobStore.config("data.path=" + data), false))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA));
    assertThat(store.requireFailed("p", "plan", "file:" + data).error())
        .isNotEqualTo(Optional.empty());
    assertThat(rows("p")).isEmpty();
  }

  private static void refused(String message, ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(message);
  }
}
