package org.sparkresnet.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.retrain.RetrainJob;
import org.sparkresnet.jobs.retrain.RetrainRequest;
import org.sparkresnet.testing.JobStore;
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

  @Test
  void aRegistryThatIsNotThereIsRefused() {
    UserErrors.assertRefused(ExitCode.USAGE, () -> page("cifar"))
        .isEqualTo(
            "--registry must name a model with a champion or a retraining, cannot be: cifar");
    assertThat(folder.resolve("nights.html")).doesNotExist();
  }
}
