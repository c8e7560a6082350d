package org.sparkresnet.jobs.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.jobs.Failure;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.JobListener;
import org.sparkresnet.jobs.retrain.RetrainJob;
import org.sparkresnet.jobs.retrain.RetrainRequest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.TableReader;
import org.sparkresnet.tables.rows.PromotionRow;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.LocalSpark;
import org.sparkresnet.testing.Slow;
import org.sparkresnet.testing.UnreadableFileSystem;

/** A disk that cannot read a table's file says nothing of the file: it is not damaged. */
class UnreadableTableTest {
  @TempDir private Path folder;

  private static Configuration hadoop() {
    return LocalSpark.session().sparkContext().hadoopConfiguration();
  }

  private static void assertStorage(ThrowingCallable work) {
    Failure failure = Failure.of(catchThrowable(work));
    assertThat(failure.exitCode()).as(failure.reason()).isEqualTo(ExitCode.STORAGE);
    assertThat(failure.message())
        .contains("Input/output error")
        .doesNotContain("damaged", "repair")
        .hasLineCount(1);
  }

  /** The project's own check opens a file first, then Spark does. */
  @Slow
  @Test
  void isAStorageErrorForEveryCommandAndMendsItself() throws Exception {
    JobStore store = JobStore.withChampion(folder.resolve("store"));
    String root = store.path("").toString();
    RetrainRequest night = RetrainRequest.nightly(JobStore.config(), "night");
    CompactRequest compact =
        new CompactRequest(
            JobStore.config(), new RunId("compact"), YearMonth.now(ZoneOffset.UTC).plusMonths(1));
    RepairRequest repair = new RepairRequest(JobStore.config(), new RunId("repair"), true);
    new RetrainJob(store.context()).run(night.named(new RunId("second")));
    Path damaged = store.path("tables_damaged");
    for (String table : new String[] {"runs", "promotions"}) {
      String files = ".*/tables/" + table + "/month=.*/first.parquet";
      assertFails(root, files, 0, it -> new CompactJob(it).run(compact));
      assertFails(root, files, 1, it -> new CompactJob(it).run(compact));
      assertFails(root, files, 0, it -> new RepairJob(it).run(repair));
      assertThat(damaged).doesNotExist();
    }
    assertFails(
        root,
        ".*/tables/promotions/.*parquet",
        1,
        it -> TableReader.read(it.spark(), it.store(), PromotionRow.TABLE).collectAsList());
    assertThat(new RepairJob(store.context()).preview(repair).files()).isZero();
    new CompactJob(store.context()).run(compact);
    assertThat(store.rows(PromotionRow.TABLE, JobStore.FIRST)).hasSize(1);
  }

  @Test
  void aNightSaysSoAndLeavesTheChampion() throws Exception {
    JobStore store = JobStore.withChampion(folder.resolve("store"));
    RetrainRequest night = RetrainRequest.nightly(JobStore.config(), "night");
    assertFails(
        store.path("").toString(),
        ".*/(models/.*/manifest.json|models/.*/champion.json)",
        0,
        it -> new RetrainJob(it).run(night));
    new RetrainJob(store.context()).run(night);
  }

  private interface Command {
    void run(JobContext context) throws Exception;
  }

  private static void assertFails(String root, String files, int opensBefore, Command command)
      throws Exception {
    try (AutoCloseable disk = UnreadableFileSystem.begin(hadoop(), files, opensBefore)) {
      assertThat(disk).isNotNull();
      JobContext context = JobContext.on(LocalSpark.session(), root, JobListener.SILENT);
      assertStorage(() -> command.run(context));
    }
  }
}
