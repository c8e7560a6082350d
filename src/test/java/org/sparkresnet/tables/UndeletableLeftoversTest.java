package org.sparkresnet.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.lock.LockHolder;
import org.sparkresnet.store.Examples;
import org.sparkresnet.store.LockedStore;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreLocks;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.testing.BusyFileSystem;
import org.sparkresnet.testing.LocalSpark;

/** Rows on a disk that does not delete what is aside. */
class UndeletableLeftoversTest {
  private static final SparkSession SPARK = LocalSpark.session();
  private static final Configuration HADOOP = SPARK.sparkContext().hadoopConfiguration();
  private static final YearMonth MONTH = YearMonth.of(2026, 11);
  private static final RunId RUN = new RunId("a");

  @TempDir private Path root;

  @Test
  void rowsAreWrittenAgainAndAgainBesideThoseOfOthersAndTheirOwn() throws Exception {
    Path ofOthers =
        Files.createDirectories(
            root.resolve("tables/metrics/_tmp-1f0c5a2b-000001-9d4e07c1a3b8-night"));
    Files.createFile(ofOthers.resolve("part-0"));
    Files.createFile(ofOthers.resolve("part-1"));
    Files.setLastModifiedTime(ofOthers, FileTime.from(Instant.now().minus(Duration.ofDays(3))));
    try (AutoCloseable disk = BusyFileSystem.begin(HADOOP)) {
      BusyFileSystem.keep(".*/_tmp-.*");
      Store store = Store.open(root.toString(), HADOOP);
      try (LockedStore held = locks(store).forRun(RUN)) {
        TableWriter writer = new TableWriter(SPARK, held.writer(), () -> MONTH);
        for (double loss : new double[] {3, 2, 1}) {
          writer.replace(MetricRow.TABLE, RUN, List.of(Examples.loss(1, loss)));
          assertThat(
                  TableReader.read(SPARK, store, MetricRow.TABLE).collectAsList().stream()
                      .map(row -> row.<Double>getAs("value")))
              .containsExactly(loss);
        }
      }
      assertThat(disk).isNotNull();
    }
    assertThat(ofOthers).exists();
  }

  private static StoreLocks locks(Store store) {
    return new StoreLocks(
        store, LockHolder.here("local-1"), Duration.ofMinutes(1), Duration.ZERO, note -> {});
  }
}
