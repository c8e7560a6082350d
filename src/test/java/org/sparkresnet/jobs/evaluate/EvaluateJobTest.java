package org.sparkresnet.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.tables.rows.EvaluationRow;
import org.sparkresnet.tables.rows.RunRow;
import org.sparkresnet.testing.JobStore;

class EvaluateJobTest {
  @TempDir private Path folder;
  private JobStore store;

  @BeforeEach
  void champion() {
    store = JobStore.withChampion(folder.resolve("store"));
  }

  private EvaluateResult evaluate(JobConfig config, String model) throws IOException {
    return new EvaluateJob(store.context())
        .run(new EvaluateRequest(config, new RunId("test"), model));
  }

  private void refused(ExitCode code, String message, JobConfig config, String model) {
    assertThatThrownBy(() -> evaluate(config, model))
        .isInstanceOfSatisfying(UserError.class, e -> assertThat(e.exitCode()).isEqualTo(code))
        .hasMessageStartingWith(message);
    store.requireFailed("test", "evaluate", message);
    assertThat(store.rows(EvaluationRow.TABLE, "test")).isEmpty();
  }

  @Test
  void theChampionIsEvaluatedByItsName() throws IOException {
    EvaluateResult result = evaluate(JobStore.config(), "champion");
    RunRow row = store.row("test").orElseThrow();
    assertThat(row.status()).isEqualTo(RunStatus.FINISHED);
    assertThat(row.dataSha256()).isPresent();
    assertThat(result.training()).isEmpty();
    assertThat(store.rows(EvaluationRow.TABLE, "test"))
        .singleElement()
        .satisfies(
            scores -> {
              assertThat(scores.accuracy()).isEqualTo(result.test().report().accuracy());
              assertThat(scores.modelSha256()).isEqualTo(result.model().sha256());
            });
  }

  @Test
  void aModelThatIsMissingLeavesAFailedRow() {
    String model = store.path("runs/other/model.zip").toString();
    refused(ExitCode.DATA, model + ": no such model (--model)", JobStore.config(), model);
  }

  @Test
  void aVersionThatIsMissingLeavesAFailedRow() {
    refused(
        ExitCode.USAGE,
        "cifar-10 has no version v000009; the newest is v000001",
        JobStore.config(),
        "v9");
  }

  @Test
  void aDamagedModelLeavesAFailedRow() throws IOException {
    Path model = store.path("runs/first/model.zip");
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length / 2]++;
    Files.write(model, bytes);
    refused(ExitCode.DATA, model + ": SHA-256 must be ", JobStore.config(), model.toString());
  }

  @Test
  void aFileThatIsNoModelLeavesAFailedRow() throws IOException {
    Path model = Files.writeString(folder.resolve("model.zip"), "no model");
    refused(ExitCode.DATA, model.toString(), JobStore.config(), model.toString());
  }

  @Test
  void dataThatCannotBeUsedLeaveAFailedRow() throws IOException {
    Path data = JobStore.badSlice(folder.resolve("data"));
    refused(
        ExitCode.DATA,
        "file:"
            + data
            + "/data_batch_1.bin: 100 bytes is not a multiple of 3073: record 0 ends after 100 bytes",
        JobStore.config("data.path=" + data),
        "champion");
  }
}
