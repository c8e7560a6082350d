package org.sparkresnet.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.dataset.LabelMode;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.tables.rows.PredictionRow;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.Slow;

class ScoreJobTest {
  private static final String TEST_BATCH = JobStore.SLICE.resolve("test_batch.bin").toString();

  @TempDir private Path folder;
  private JobStore store;

  @BeforeEach
  void champion() {
    store = JobStore.withChampion(folder.resolve("store"));
  }

  private static ScoreRequest request(String model, String... inputs) {
    return new ScoreRequest(
        JobStore.config(), new RunId("scores"), model, List.of(inputs), LabelMode.YES);
  }

  private ScoreResult score(String model, String input) throws IOException {
    return new ScoreJob(store.context()).run(request(model, input));
  }

  @Test
  void imagesAreScoredOnceEach() throws IOException {
    ScoreResult result = score("champion", TEST_BATCH);
    assertThat(result.images()).isEqualTo(100);
    assertThat(result.labelled()).isEqualTo(100);
    assertThat(result.modelVersion()).contains("cifar-10@v000001");
    assertThat(store.rows(PredictionRow.TABLE, "scores")).hasSize(100);
    assertThat(store.row("scores").orElseThrow().status()).isEqualTo(RunStatus.FINISHED);
  }

  @Test
  void anInputThatIsMissingLeavesAFailedRow() {
    assertThatThrownBy(() -> score("champion", folder + "/incoming"))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessage(folder + "/incoming: no such folder or file (--input)");
    store.requireFailed("scores", "score", folder + "/incoming: no such folder or file (--input)");
  }

  @Test
  void aModelThatIsMissingLeavesAFailedRow() {
    assertThatThrownBy(() -> score("other@champion", TEST_BATCH)).isInstanceOf(UserError.class);
    store.requireFailed(
        "scores", "score", "other has no champion yet; promote makes a version the champion");
  }

  private void scoreBadRecord() throws IOException {
    byte[] records = Files.readAllBytes(Path.of(TEST_BATCH));
    records[3 * 3073] = 77;
    Path bad = Files.write(folder.resolve("bad.bin"), records);
    assertThatThrownBy(() -> score("champion", bad.toString()))
        .satisfies(e -> assertThat(UserError.in(e).orElseThrow()).hasMessage(badRecord()));
  }

  private String badRecord() {
    return "file:" + folder.resolve("bad.bin") + ": record 3: label must be 0 to 9, is 77";
  }

  @Test
  void aRecordThatCannotBeUsedLeavesAFailedRowWithItsReason() throws IOException {
    scoreBadRecord();
    store.requireFailed("scores", "score", badRecord());
    assertThat(store.rows(PredictionRow.TABLE, "scores")).isEmpty();
  }

  @Slow
  @Test
  void aRepetitionThatFailsLeavesTheRunAndItsPredictionsAsTheyWere() throws IOException {
    score("champion", TEST_BATCH);
    scoreBadRecord();
    assertThat(store.row("scores").orElseThrow().status()).isEqualTo(RunStatus.FINISHED);
    assertThat(store.rows(PredictionRow.TABLE, "scores")).hasSize(100);
  }

  @Test
  void aPasswordInAPathIsRefusedBeforeSparkStarts() {
    assertThatThrownBy(() -> request("champion", "incoming", "hdfs://me:secret@name1/incoming"))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "--input must not hold a user's password, cannot be: hdfs://(redacted)@name1/incoming");
  }
}
