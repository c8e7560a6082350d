package org.sparkresnet.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.cifar.Slice;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.testing.Slow;
import org.sparkresnet.testing.SmallTraining;
import org.sparkresnet.testing.StoredTables;
import org.sparkresnet.testing.UserErrors;

/** Runs of training that come to their end. */
class TrainedRunTest {
  @TempDir private Path folder;

  @Test
  void aRunLeavesModelSummaryAndEveryTable() throws IOException {
    SmallTraining training = SmallTraining.in(folder.resolve("store"));
    TrainResult result =
        training.train(
            "first",
            "train.epochs=2",
            "dataset.validation-examples=50",
            "evaluate.training-images=true");
    assertThat(result.trained().orElseThrow().training().orElseThrow().examples()).isEqualTo(250);
    JsonNode summary = training.summary("first");
    assertThat(summary.get("status").asText()).isEqualTo("FINISHED");
    assertThat(summary.get("examples_seen").asLong()).isEqualTo(500);
    assertThat(summary.get("workers").asInt()).isEqualTo(2);
    assertThat(summary.get("params_sha256").asText()).hasSize(64);
    assertThat(training.run("first").resolve("model.zip")).exists();
    assertThat(training.run("first").resolve("config.conf")).content().contains("batch-size=32");

    StoredTables tables = training.tables();
    assertThat(training.store().resolve("tables").toFile().list())
        .contains(
            "runs",
            "params",
            "metrics",
            "rounds",
            "evaluations",
            "per_class",
            "confusion",
            "predictions",
            "data_checks");
    assertThat(
            tables.query(
                "select split, count(*) from predictions where run_id = 'first'"
                    + " group by split order by split"))
        .extracting(row -> row.getString(0) + " " + row.getLong(1))
        .containsExactly("test 100", "train 250", "validation 50");
    assertThat(tables.count("select sum(examples) from rounds where run_id = 'first'"))
        .isEqualTo(500);
    assertThat(tables.count("select sum(count) from confusion where split = 'test'"))
        .isEqualTo(100);
    assertThat(
            tables.count(
                "select count(*) from metrics where split = 'validation' and key = 'accuracy'"))
        .isEqualTo(2);
  }

  @Slow
  @Test
  void aBaseSetAndIncrementsTrainTheModelOfOneFolderWithTheSameFiles() throws IOException {
    SmallTraining training = SmallTraining.in(folder.resolve("store"));
    Path data = folder.resolve("data");
    training.train("whole");
    training.train("grown", "data.path=" + Slice.copyAsIncrements(data));
    assertThat(training.paramsSha256("grown")).isEqualTo(training.paramsSha256("whole"));
    UserErrors.assertRefused(
            ExitCode.DATA,
            () -> training.train("empty", "data.path=" + data + "/base," + data + "/none-*"))
        .isEqualTo(data + "/none-*: matches no folder or file (data.path)");
  }
}
