package org.sparkresnet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.cifar.CifarFormat;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.replica.Muon;
import org.sparkresnet.replica.Optimizer;
import org.sparkresnet.replica.ReplicaSpec;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.rows.BenchRow;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.Slow;

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

  /** As many as are seen again and again may be fewer than a worker's share. */
  @Slow
  @Test
  void aWorkersShareIsNamedWhereItIsLarge() throws IOException {
    Path data = JobStore.copyOfSlice(folder.resolve("data"));
    byte[] records = new byte[10_000 * CifarFormat.RECORD_BYTES];
    new Random(1).nextBytes(records);
    for (int i = 0; i < records.length; i += CifarFormat.RECORD_BYTES) {
      records[i] = (byte) (i % CifarFormat.CLASSES);
    }
    Files.write(data.resolve("data_batch_1.bin"), records);
    failed(
        ExitCode.USAGE,
        "--batch must be at most a worker's share of the training images (5120), cannot be: 5121",
        JobStore.config("data.path=" + data),
        5121);
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
  void theOptimizerIsTheRecipesButForItsRates() {
    JobConfig config =
        JobStore.config(
            "train.momentum=0.8",
            "train.optimizer=muon",
            "train.muon.momentum=0.7",
            "train.whiten-stem=true");
    ReplicaSpec spec = BenchJob.spec(config.trainConfig(2, 300), LayerSet.ONEDNN);
    Optimizer optimizer = spec.optimizer();
    assertThat(optimizer.momentum()).isEqualTo(0.8);
    assertThat(optimizer.muon()).isEqualTo(new Muon(optimizer.learningRate(), 0.7));
    assertThat(optimizer.whitensStem()).isTrue();
    assertThat(spec.whitening().isPresent()).isTrue();
    List<SystemSpeed> speeds = new ArrayList<>();
    new WorkersBenchmark(config, 4, 0.01, 1, false).run(speeds::add);
    assertThat(speeds).hasSizeGreaterThan(1).allMatch(it -> it.imagesPerSecond() > 0);

    ReplicaSpec plain = BenchJob.spec(JobStore.config().trainConfig(2, 300), LayerSet.ONEDNN);
    assertThat(plain.optimizer().muon()).isEqualTo(Muon.NONE);
    assertThat(plain.whitening().isPresent()).isFalse();
  }

  @Test
  void aRequestIsCheckedBeforeSparkStarts() {
    refused(
        ExitCode.USAGE,
        "--batch must be at least 1, cannot be: 0",
        () -> new BenchRequest(JobStore.config(), RUN, 0, 1, false));
    refused(
        ExitCode.USAGE,
        "--batch must be at most 10000, cannot be: 10001",
        () -> new BenchRequest(JobStore.config(), RUN, 10_001, 1, false));
    for (double seconds : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 86_401}) {
      refused(
          ExitCode.USAGE,
          "--seconds must be above 0 and at most 86400, cannot be: " + seconds,
          () -> new BenchRequest(JobStore.config(), RUN, 1, seconds, false));
      refused(
          ExitCode.USAGE,
          "--seconds must be above 0 and at most 86400, cannot be: " + seconds,
          () -> new WorkersBenchmark(JobStore.config(), 1, seconds, 1, false));
    }
    refused(
        ExitCode.USAGE,
        "bench compares oneDNN's layers with stock ones: model.layers cannot be stock here",
        () -> new BenchRequest(JobStore.config("model.layers=stock"), RUN, 1, 1, false));
  }
}
