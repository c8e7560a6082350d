package org.sparkresnet.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.store.RunCommand;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.rows.RunRow;
import org.sparkresnet.testing.LocalSpark;

class RunIdsTest {
  @Test
  void aRunIsNamedByRecipeAndTimeUnlessTheUserNamesIt() {
    assertThat(RunIds.orNew("mine", "quick").value()).isEqualTo("mine");
    assertThat(RunIds.orNew(null, "my recipe").value()).matches("my-recipe-\\d{8}-\\d{6}");
  }

  @Test
  void theSecondAttemptOfAYarnApplicationIsTheSameRun() {
    System.setProperty("spark.yarn.app.id", "application_1795521747486_0004");
    try {
      assertThat(RunIds.orNew(null, "quick").value())
          .isEqualTo("quick-application_1795521747486_0004");
    } finally {
      System.clearProperty("spark.yarn.app.id");
    }
  }

  /** As after clean: the run has no folder any more. */
  @Test
  void theRowsOfAnotherCommandsRunAreNotReplaced(@TempDir Path root) {
    SparkSession spark = LocalSpark.session();
    Store store = Store.open(root.toString(), new Configuration());
    RunId run = new RunId("paper-20");
    RunIds.requireOf(RunCommand.SCORE, run, spark, store);
    new TableWriter(spark, UnguardedStore.writer(store))
        .replace(
            RunRow.TABLE,
            run,
            List.of(
                RunRow.of(
                    "paper",
                    RunStatus.FINISHED,
                    Instant.now(),
                    Optional.empty(),
                    Manifests.of(
                        run, RunCommand.TRAIN, JobConfig.defaults(), LayerSet.STOCK, spark),
                    1,
                    Optional.empty(),
                    Optional.empty())));
    RunIds.requireOf(RunCommand.TRAIN, run, spark, store);
    RunIds.requireOf(RunCommand.SCORE, new RunId("paper-21"), spark, store);
    assertThatThrownBy(() -> RunIds.requireOf(RunCommand.SCORE, run, spark, store))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage("--run-id must not be one of another command (train), cannot be: paper-20");
  }
}
