package org.sparkresnet.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.retrain.RetrainJob;
import org.sparkresnet.jobs.retrain.RetrainRequest;
import org.sparkresnet.registry.HonestAccuracy;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.report.Night;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.rows.DataCheckRow;
import org.sparkresnet.tables.rows.TestUseRow;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.Slow;
import org.sparkresnet.testing.UserErrors;

/** Nights of the model that {@link JobStore#withChampion} has trained once. */
class NightsJobTest {
  @TempDir private Path folder;
  private JobStore store;

  @BeforeEach
  void champion() {
    store = JobStore.withChampion(folder.resolve("store"));
  }

  private String page(String model) throws IOException {
    Path file = folder.resolve("nights.html");
    new NightsJob(store.context()).run(model, Optional.of(file.toString()));
    return Files.readString(file);
  }

  private void night(JobConfig config) throws IOException {
    new RetrainJob(store.context()).run(RetrainRequest.nightly(config, "night"));
  }

  @Test
  void decisionsFailuresDataAndCostOfAllNightsAreShown() throws IOException {
    night(JobStore.config());
    Path bad = JobStore.badSlice(folder.resolve("bad"));
    UserErrors.assertRefused(ExitCode.DATA, () -> night(JobStore.config("data.path=" + bad)));
    UserErrors.assertRefused(
        ExitCode.DATA, () -> night(JobStore.config("data.path=" + bad, "registry.model=another")));
    assertThat(page("cifar-10"))
        .contains("<h1>Nights of cifar-10</h1>")
        .contains("<dt>champion</dt><dd>v000001</dd>")
        .containsPattern(
            "Accuracy of the champion on the test images after 1 look: [0-9.]+ %, between ")
        .contains("<dt>promoted</dt><dd>1</dd>")
        .contains("<dt>nothing new</dt><dd>1</dd>")
        .contains("<dt>failed</dt><dd>1</dd>")
        .contains("Training images")
        .contains("Speed of training")
        .contains("data_batch_1.bin: 100 bytes is not a multiple of 3073");
    assertThat(page("another")).contains("There is no champion.").contains("1 failure; a cause");
  }

  private List<Night> nights() {
    return new StoredNights(store.context(), Registry.open(store.context().store(), "cifar-10"))
        .read()
        .nights();
  }

  private <R extends Record> void write(Table<R> table, String run, R row) {
    new TableWriter(store.context().spark(), UnguardedStore.writer(store.context().store()))
        .replace(table, new RunId(run), List.of(row));
  }

  private static Night.Limits limits(int looks, long correct) {
    HonestAccuracy accuracy = new HonestAccuracy(looks, 100, correct);
    return new Night.Limits(accuracy.low(), accuracy.high());
  }

  @Slow
  @Test
  void aChampionHasTheLimitsThatTheLooksUntilTheNightLeave() throws IOException {
    TestUseRow look = store.rows(TestUseRow.TABLE, JobStore.FIRST).get(0);
    write(
        TestUseRow.TABLE,
        "evaluation",
        TestUseRow.evaluation(
            "cifar-10",
            "evaluate",
            look.testSha256(),
            "other",
            100,
            50,
            Instant.now(),
            Optional.empty()));
    night(JobStore.config());
    assertThat(nights()).extracting(Night::decision).containsExactly("PROMOTED", "NOTHING_NEW");
    assertThat(nights().get(0).limits()).contains(limits(1, look.correct()));
    assertThat(nights().get(1).limits()).contains(limits(2, look.correct()));
  }

  @Slow
  @Test
  void theNumberOfTrainingImagesOutlivesTheFolderOfTheRun() throws IOException {
    OptionalLong images = nights().get(0).work().orElseThrow().trainingImages();
    assertThat(images.orElseThrow()).isEqualTo(300);
    FileUtils.deleteDirectory(store.path("runs/first").toFile());
    assertThat(nights().get(0).work().orElseThrow().trainingImages())
        .as("from the manifest of its version")
        .isEqualTo(images);
    FileUtils.deleteDirectory(store.path("models").toFile());
    assertThat(nights().get(0).work().orElseThrow().trainingImages())
        .as("from the rounds of an epoch")
        .isEqualTo(images);
  }

  @Test
  void theDriftOfANightIsThatOfItsChecks() {
    write(
        DataCheckRow.TABLE,
        JobStore.FIRST,
        new DataCheckRow("training set", "drift-channel-mean", 0.004, "OK", "well"));
    Night.Work work = nights().get(0).work().orElseThrow();
    assertThat(work.channelShift()).hasValue(0.004);
    assertThat(work.classShift()).isEmpty();
    assertThat(work.warnings()).isZero();
  }

  @Slow
  @Test
  void aRegistryThatIsNotThereIsRefused() {
    UserErrors.assertRefused(ExitCode.USAGE, () -> page("cifar"))
        .isEqualTo(
            "--registry must name a model with a champion or a retraining, cannot be: cifar");
    assertThat(folder.resolve("nights.html")).doesNotExist();
  }
}
