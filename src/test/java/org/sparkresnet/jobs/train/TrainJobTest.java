package org.sparkresnet.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.cifar.CheckResult;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.JobListener;
import org.sparkresnet.jobs.RunLabel;
import org.sparkresnet.jobs.SavedModel;
import org.sparkresnet.jobs.TrainedRun;
import org.sparkresnet.jobs.TrainingData;
import org.sparkresnet.store.RunCommand;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Summary;
import org.sparkresnet.tables.rows.DataCheckRow;
import org.sparkresnet.tables.rows.RunRow;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.LocalSpark;
import org.sparkresnet.testing.Slow;
import org.sparkresnet.train.InitialParameters;

class TrainJobTest {
  private static final JobConfig CONFIG = JobStore.config();
  private static final RunLabel LABEL = new RunLabel(RunCommand.RETRAIN, "night");

  @TempDir private Path folder;
  private JobStore store;

  @BeforeEach
  void champion() {
    store = JobStore.withChampion(folder.resolve("store"));
  }

  private static TrainRequest candidate(
      String run, Optional<TrainRequest.Origin> origin, CheckResult... checks) {
    return TrainRequest.candidate(CONFIG, new RunId(run), LABEL, origin, List.of(checks));
  }

  private TrainRequest.Origin champion(String run) {
    SavedModel model =
        SavedModel.load(store.context().hadoop(), store.context().store(), CONFIG, "champion");
    return new TrainRequest.Origin(
        new RunId(run), model.sha256(), InitialParameters.from(model.parameters()));
  }

  private TrainResult train(TrainRequest request, CifarImages images) throws IOException {
    return new TrainJob(store.context()).run(request, images, 2);
  }

  private static String parameters(TrainResult result) {
    return result.trained().orElseThrow().summary().paramsSha256().orElseThrow();
  }

  @Slow
  @Test
  void aRunStartsFromItsOriginAndNamesIt() throws IOException {
    try (CifarImages images = TrainingData.load(store.context(), CONFIG, 2)) {
      TrainResult warm = train(candidate("warm", Optional.of(champion("first"))), images);
      TrainResult cold = train(candidate("cold", Optional.empty()), images);
      assertThat(parameters(cold))
          .as("the first model was trained from the same seed")
          .isEqualTo(
              Summary.ofRun(store.context().store(), new RunId("first"))
                  .orElseThrow()
                  .paramsSha256()
                  .orElseThrow())
          .isNotEqualTo(parameters(warm));
    }
    RunRow warm = store.row("warm").orElseThrow();
    assertThat(warm.status()).isEqualTo(RunStatus.FINISHED);
    assertThat(warm.command()).isEqualTo("retrain");
    assertThat(warm.runName()).isEqualTo("night");
    assertThat(warm.parentRunId()).contains("first");
    assertThat(warm.workers()).isEqualTo(2);
    assertThat(store.row("cold").orElseThrow().parentRunId()).isEmpty();
  }

  @Slow
  @Test
  void aRunDoesNotGoOnFromAnotherOrigin() throws IOException {
    try (CifarImages images = TrainingData.load(store.context(), CONFIG, 2)) {
      train(candidate("warm", Optional.of(champion("first"))).until(1), images);
      RunRow before = store.row("warm").orElseThrow();
      assertThat(before.status()).as("paused").isEqualTo(RunStatus.RUNNING);
      assertThatThrownBy(() -> train(candidate("warm", Optional.empty()), images))
          .isInstanceOfSatisfying(
              UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
          .hasMessageContaining(" belongs to ")
          .hasMessageContaining("(start is ")
          .hasMessageContaining(" there and none in this run)");
      assertThat(store.row("warm")).as("it can go on").contains(before);
      TrainResult rest = train(candidate("warm", Optional.of(champion("first"))), images);
      TrainResult whole = train(candidate("whole", Optional.of(champion("first"))), images);
      assertThat(parameters(rest)).isEqualTo(parameters(whole));
      assertThat(store.row("warm").orElseThrow().startedAt()).isEqualTo(before.startedAt());
    }
  }

  @Slow
  @Test
  void moreChecksOfTheDataStandInTheTablesAndCanRefuseThem() throws IOException {
    CheckResult drift =
        new CheckResult(
            "training set", "drift-class-balance", 0.5, CheckResult.Status.FAIL, "drifted");
    try (CifarImages images = TrainingData.load(store.context(), CONFIG, 2)) {
      assertThatThrownBy(() -> train(candidate("drifted", Optional.empty(), drift), images))
          .isInstanceOfSatisfying(
              UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
          .hasMessageContaining("drifted");
    }
    store.requireFailed("drifted", "retrain", "drifted");
    assertThat(store.rows(DataCheckRow.TABLE, "drifted"))
        .extracting(DataCheckRow::check, DataCheckRow::status)
        .contains(org.assertj.core.groups.Tuple.tuple("drift-class-balance", "FAIL"))
        .hasSizeGreaterThan(1);
    assertThat(store.path("runs/drifted/report.html")).exists();
  }

  @Slow
  @Test
  void aListenerThatFailsWhenAllIsStoredDoesNotSpoilTheRun() {
    JobListener failing =
        new JobListener() {
          @Override
          public void trained(TrainedRun run) {
            throw new IllegalStateException("of the listener");
          }
        };
    JobContext context = JobContext.on(LocalSpark.session(), store.path("").toString(), failing);
    assertThatThrownBy(
            () -> new TrainJob(context).run(TrainRequest.train(CONFIG, new RunId("a"), "a")))
        .hasMessage("of the listener");
    assertThat(store.row("a").orElseThrow().status()).isEqualTo(RunStatus.FINISHED);
    Summary summary = Summary.ofRun(context.store(), new RunId("a")).orElseThrow();
    assertThat(summary.status()).isEqualTo(RunStatus.FINISHED);
    assertThat(summary.testAccuracy()).isPresent();
  }

  @Test
  void aRequestIsPausedAtAnIterationAboveZero() {
    TrainRequest request = TrainRequest.train(CONFIG, new RunId("a"), "name");
    assertThat(request.label()).isEqualTo(new RunLabel(RunCommand.TRAIN, "name"));
    assertThat(request.until()).isEqualTo(Long.MAX_VALUE);
    assertThat(request.until(7).afresh())
        .isEqualTo(
            new TrainRequest(
                CONFIG,
                new RunId("a"),
                new RunLabel(RunCommand.TRAIN, "name"),
                Optional.empty(),
                List.of(),
                7,
                TrainRequest.Beginning.START));
    assertThatThrownBy(() -> request.until(0))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage("--pause-at must be at least 1, cannot be: 0");
  }
}
