package org.sparkresnet.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.testing.Slow;
import org.sparkresnet.testing.SmallTraining;
import org.sparkresnet.testing.StoredTables;
import org.sparkresnet.testing.UserErrors;

/** Runs of training that fail, and what they leave. */
class FailedTrainingTest {
  @TempDir private Path folder;
  private Path store;
  private SmallTraining training;

  @BeforeEach
  void noRunYet() {
    store = folder.resolve("store");
    training = SmallTraining.in(store);
  }

  @Slow
  @Test
  void aTableThatCannotBeWrittenFailsTheRunWithOneLineAndSparesEarlierResults() throws IOException {
    training.train("a");
    byte[] model = Files.readAllBytes(training.run("a").resolve("model.zip"));
    Path obstacle = obstacle("confusion", "b");
    UserErrors.assertRefused(ExitCode.STORAGE, () -> training.train("b"))
        .startsWith("cannot write file:" + obstacle.resolveSibling("b.parquet") + ": ");
    assertFailed("b");
    assertThat(training.run("a").resolve("model.zip")).hasBinaryContent(model);
    assertThat(asides()).isEmpty();

    FileUtils.deleteDirectory(obstacle.toFile());
    training.train("b");
    assertThat(training.paramsSha256("b")).isEqualTo(training.paramsSha256("a"));
  }

  @Slow
  @Test
  void aRunThatCannotEvenWriteItsCurvesIsMarkedAsFailed() throws IOException {
    Path obstacle = obstacle("metrics", "a");
    UserErrors.assertRefused(ExitCode.STORAGE, () -> training.train("a"))
        .startsWith("cannot write file:" + obstacle.resolveSibling("a.parquet"));
    assertFailed("a");
  }

  @Slow
  @Test
  void aRunWhoseEarlierLookIsDamagedIsNotTrainedInVain() throws IOException {
    training.train("a");
    Path looks = StoredTables.rowFile(store, "test_uses", "a");
    Files.write(looks, new byte[0]);
    UserErrors.assertRefused(ExitCode.DATA, () -> training.train("a", TrainRequest::afresh))
        .startsWith(looks + " is damaged (0 bytes instead of ");
    assertThat(training.told().starts()).as("trainings").hasSize(1);
    assertThat(training.summary("a").get("status").asText()).isEqualTo("FINISHED");
    assertThat(looks).isEmptyFile();
  }

  private Path obstacle(String table, String runId) throws IOException {
    Path sums =
        store.resolve(
            "tables/%s/month=%s/_sum-%s.json"
                .formatted(table, YearMonth.now(ZoneOffset.UTC), runId));
    Files.createDirectories(sums.resolve("a folder where the file belongs"));
    return sums;
  }

  private void assertFailed(String runId) throws IOException {
    assertThat(training.summary(runId).get("status").asText()).isEqualTo("FAILED");
    assertThat(training.tables().rows("runs", runId).get(0).<String>getAs("status"))
        .isEqualTo("FAILED");
  }

  private List<Path> asides() throws IOException {
    try (Stream<Path> all = Files.walk(store)) {
      return all.filter(path -> path.getFileName().toString().startsWith("_tmp-")).toList();
    }
  }

  @Test
  void divergenceLeavesAFailedRunWithItsConfiguration() throws IOException {
    UserErrors.assertRefused(
            ExitCode.DIVERGED,
            () ->
                training.train(
                    "wild",
                    "train.epochs=2",
                    "train.learning-rate=1e18",
                    "train.schedule=constant",
                    "train.averaging-frequency=1"))
        .startsWith("training diverged: ")
        .contains("train.learning-rate");
    assertFailed("wild");
    assertThat(training.tables().rows("params", "wild")).isNotEmpty();
  }

  /** Its parameters are finite, and no loss is computed with them while training. */
  @Slow
  @ParameterizedTest
  @ValueSource(strings = {"off", "fitted"})
  void divergenceInTheLastUpdateIsFoundByTheEvaluation(String temperature) throws IOException {
    UserErrors.assertRefused(
            ExitCode.DIVERGED,
            () ->
                training.train(
                    "wild",
                    "train.iterations=1",
                    "train.learning-rate=1e18",
                    "train.schedule=constant",
                    "dataset.validation-examples=50",
                    "evaluate.temperature=" + temperature))
        .isEqualTo(
            "training diverged: the loss of the validation images is NaN with the model of"
                + " iteration 1; lower train.learning-rate or lengthen train.warm-up.iterations");
    assertFailed("wild");
    assertThat(training.run("wild").resolve("model.zip")).doesNotExist();
  }

  @Test
  void aFolderWithOtherFilesIsNotFilledAndLeavesNoRun() throws IOException {
    Path data = Files.createDirectory(folder.resolve("other-files"));
    Files.writeString(data.resolve("notes.txt"), "no images");
    UserErrors.assertRefused(ExitCode.DATA, () -> training.train("none", "data.path=" + data))
        .contains("no training file data_batch*.bin");
    assertThat(store.resolve("runs")).doesNotExist();
    assertThat(data.toFile().list()).containsExactly("notes.txt");
  }

  @Test
  void aHostThatIsNotThereIsRefused() {
    UserErrors.assertRefused(
            ExitCode.DATA, () -> training.train("a", "data.path=hdfs://nohost.invalid/cifar"))
        .isEqualTo(
            "hdfs://nohost.invalid/cifar: cannot be read (data.path):"
                + " java.net.UnknownHostException: nohost.invalid");
  }

  @Test
  void aFileSystemWithoutItsClassesIsToldWithTheWayToAddThem() {
    UserErrors.assertRefused(
            ExitCode.DATA, () -> training.train("a", "data.path=s3a://bucket/cifar"))
        .isEqualTo(
            "s3a://bucket/cifar: cannot be read (data.path): the classes of s3a:// are not there"
                + " (spark-submit --packages or --jars adds them)");
  }

  @Test
  void anHdfsThatRefusesTheConnectionIsToldWithinAMinute() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    String data = "hdfs://127.0.0.1:" + port + "/cifar";
    assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () ->
            UserErrors.assertRefused(
                    ExitCode.STORAGE, () -> training.train("a", "data.path=" + data))
                .startsWith(data + ": cannot be read (data.path): ")
                .contains("Connection refused"));
  }
}
