package org.sparkresnet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.rows.BenchRow;
import org.sparkresnet.testing.JobStore;

class BenchJobTest {
  private static final RunId RUN = new RunId("speed");

  @TempDir private Path folder;
  private JobStore store;

  @BeforeEach
  void place() {
    store = JobStore.in(folder.resolve("store"));
  }

  private static void refused(ExitCode code, String message, ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(UserError.class, e -> assertThat(e.exitCode()).isEqualTo(code))
        .hasMessage(message);
  }

  private void failed(ExitCode code, String message, JobConfig config, int batch) {
    refused(
        code,
        message,
        () -> new BenchJob(store.context()).run(new BenchRequest(config, RUN, batch, 0.1, false)));
    store.requireFailed("speed", "bench", message);
    assertThat(store.rows(BenchRow.TABLE, "speed")).isEmpty();
  }

  @Test
  void dataThatCannotBeUsedLeaveAFailedRow() throws IOException {
    Path data = JobStore.badSlice(folder.resolve("data"));
    failed(
        ExitCode.DATA,
        "file:"
            + data
            + "/data_batch_1.bin: 100 bytes is not a multiple of 3073: record 0 ends after 100 bytes",
        JobStore.config("data.path=" + data),
        8);
  }

  @Test
  void aMinibatchLargerThanAWorkersShareLeavesAFailedRow() {
    failed(
        ExitCode.USAGE,
        "--batch must be at most a worker's share of the training images (150), cannot be: 151",
        JobStore.config(),
        151);
  }

  @Test
  void aRequestIsCheckedBeforeSparkStarts() {
    refused(
        ExitCode.USAGE,
        "--batch must be at least 1, cannot be: 0",
        () -> new BenchRequest(JobStore.config(), RUN, 0, 1, false));
    refused(
        ExitCode.USAGE,
        "--seconds must be above 0, cannot be: 0.0",
        () -> new BenchRequest(JobStore.config(), RUN, 1, 0, false));
    refused(
        ExitCode.USAGE,
        "--seconds must be above 0, cannot be: NaN",
        () -> new BenchRequest(JobStore.config(), RUN, 1, Double.NaN, false));
    refused(
        ExitCode.USAGE,
        "bench compares oneDNN's layers with stock ones: model.layers cannot be stock here",
        () -> new BenchRequest(JobStore.config("model.layers=stock"), RUN, 1, 1, false));
  }
}
