package org.sparkresnet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.TrainedRun;
import org.sparkresnet.jobs.train.TrainJob;
import org.sparkresnet.jobs.train.TrainRequest;
import org.sparkresnet.nn.kernels.OneDnn;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.tables.rows.RunRow;
import org.sparkresnet.tables.rows.ScalingRow;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.Slow;

class ScalingJobTest {
  private static final RunId RUN = new RunId("table");
  private static final List<Integer> ONE = List.of(1);

  @TempDir private Path folder;
  private JobStore store;

  @BeforeEach
  void place() {
    store = JobStore.in(folder.resolve("store"));
  }

  private static ScalingRequest request(
      JobConfig config, List<Integer> workers, List<Integer> frequencies) {
    return new ScalingRequest(config, RUN, workers, frequencies);
  }

  private static void refused(
      String message, JobConfig config, List<Integer> workers, List<Integer> frequencies) {
    assertThatThrownBy(() -> request(config, workers, frequencies))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(message);
  }

  private ScalingResult measure(JobConfig config, List<Integer> workers) throws IOException {
    return new ScalingJob(store.context()).run(request(config, workers, ONE));
  }

  @Test
  void dataThatCannotBeUsedLeaveAFailedRow() throws IOException {
    Path data = JobStore.badSlice(folder.resolve("data"));
    assertThatThrownBy(() -> measure(JobStore.config("data.path=" + data), ONE))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA));
    RunRow row =
        store.requireFailed(
            "table",
            "bench --scaling",
            "file:"
                + data
                + "/data_batch_1.bin: 100 bytes is not a multiple of 3073: record 0 ends after 100 bytes");
    assertThat(row.workers()).isEqualTo(1);
    assertThat(store.path("runs/table")).as("nothing is left that could go on").doesNotExist();
  }

  @Slow
  @Test
  void aTableThatCannotGoOnKeepsItsRows() throws IOException {
    Path data = JobStore.copyOfSlice(folder.resolve("data"));
    JobConfig config = JobStore.config("data.path=" + data);
    assertThat(measure(config, ONE).rows()).hasSize(1);
    RunRow before = store.row("table").orElseThrow();
    assertThat(before.status()).isEqualTo(RunStatus.FINISHED);

    byte[] altered = Files.readAllBytes(data.resolve("data_batch_1.bin"));
    altered[1]++;
    Files.write(data.resolve("data_batch_1.bin"), altered);
    assertThatThrownBy(() -> measure(config, List.of(1, 2)))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessageStartingWith(data + ": the images' SHA-256 must be ")
        .hasMessageContaining(", as when run table began, is: ");
    assertThatThrownBy(
            () -> measure(JobStore.config("data.path=" + data, "train.seed=2"), List.of(1, 2)))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "run table began with train.seed = 1, cannot go on with: 2; choose another --run-id");
    assertThat(store.row("table")).contains(before);
    assertThat(store.rows(ScalingRow.TABLE, "table")).hasSize(1);
  }

  private static JobConfig evaluated(String... more) {
    List<String> keys =
        new ArrayList<>(
            List.of(
                "dataset.validation-examples=50",
                "train.precision=float32",
                "train.averaging-frequency=1",
                "train.ema-decay=0.5",
                "evaluate.recompute-statistics=1000"));
    if (OneDnn.hasBfloat16()) {
      keys.add("evaluate.precision=bf16");
    }
    keys.addAll(List.of(more));
    return JobStore.config(keys.toArray(String[]::new));
  }

  @Slow
  @ParameterizedTest
  @ValueSource(strings = {"off", "fitted"})
  void aModelIsEvaluatedAsTrainDoes(String temperature) throws IOException {
    JobConfig config = evaluated("evaluate.temperature=" + temperature);
    ScalingRow row = measure(config, List.of(2)).rows().get(0);
    TrainedRun trained =
        new TrainJob(store.context())
            .run(TrainRequest.train(config, new RunId("trained"), "slice"))
            .trained()
            .orElseThrow();
    assertThat(row.paramsSha256()).contains(trained.result().parametersSha256());
    assertThat(row.loss()).isEqualTo(trained.test().report().loss());
    assertThat(row.accuracy()).hasValue(trained.test().report().accuracy());
  }

  @Slow
  @Test
  void rowsOfOtherEvaluationsDoNotStandInOneTable() throws IOException {
    JobConfig config = evaluated();
    measure(config, ONE);
    assertThatThrownBy(
            () -> measure(evaluated("evaluate.recompute-statistics=2000"), List.of(1, 2)))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "run table began with evaluate.recompute-statistics = 1000, cannot go on with: 2000;"
                + " choose another --run-id");
    assumeTrue(OneDnn.hasBfloat16(), "a CPU that multiplies bfloat16");
    assertThatThrownBy(() -> measure(evaluated("evaluate.precision=train"), List.of(1, 2)))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "run table began with evaluate.precision = bf16, cannot go on with: train;"
                + " choose another --run-id");
  }

  @Slow
  @ParameterizedTest
  @ValueSource(strings = {"off", "fitted"})
  void aModelWithoutALossHasDiverged(String temperature) throws IOException {
    JobConfig config =
        JobStore.config(
            "train.global-batch-size=32",
            "train.iterations=1",
            "train.learning-rate=1e18",
            "train.schedule=constant",
            "dataset.validation-examples=50",
            "evaluate.temperature=" + temperature);
    ScalingResult result = measure(config, List.of(2));
    assertThat(result.diverged()).containsExactly(new ScalingCell(2, 1));
    assertThat(result.rows().get(0).loss()).isNaN();
  }

  @Test
  void aRequestHasDefaultsAndIsCheckedBeforeSparkStarts() {
    assertThat(request(JobStore.config(), List.of(), List.of()).frequencies())
        .containsExactly(1, 4, 16);
    assertThat(request(JobStore.config(), List.of(), ONE).plan(6).workers())
        .containsExactly(1, 2, 4, 6);
    assertThat(request(JobStore.config(), List.of(2, 1, 2), List.of(4, 1)).plan(6).cells())
        .containsExactly(
            new ScalingCell(1, 1),
            new ScalingCell(2, 1),
            new ScalingCell(1, 4),
            new ScalingCell(2, 4));
    refused(
        "--workers must be at least 1, cannot be: 0", JobStore.config(), List.of(1, 0), List.of());
    refused(
        "--averaging-frequencies must be at least 1, cannot be: -1",
        JobStore.config(),
        List.of(),
        List.of(-1));
    refused(
        "bench --scaling compares equal epochs: train.iterations must be 0 (or"
            + " train.global-batch-size set), cannot be: 9",
        JobStore.config("train.iterations=9"),
        List.of(),
        List.of());
    refused(
        "train.global-batch-size must be a multiple of the 3 workers (train.workers), cannot be: 64",
        JobStore.config("train.global-batch-size=64"),
        List.of(1, 3),
        List.of());
    refused(
        "bench --scaling compares the models after equal epochs: train.keep-best must be false,"
            + " cannot be: true",
        JobStore.config("train.keep-best=true", "dataset.validation-examples=50"),
        ONE,
        ONE);
    refused(
        "bench --scaling compares the models after equal epochs: train.early-stopping.patience must"
            + " be 0, cannot be: 3",
        JobStore.config("train.early-stopping.patience=3", "dataset.validation-examples=50"),
        ONE,
        ONE);
  }
}
