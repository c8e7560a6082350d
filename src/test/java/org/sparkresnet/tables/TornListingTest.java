package org.sparkresnet.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.rowfiles.RowFiles;
import org.sparkresnet.store.Examples;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.upkeep.Compaction;
import org.sparkresnet.testing.BusyFileSystem;
import org.sparkresnet.testing.BusyFileSystem.Operation;
import org.sparkresnet.testing.LocalSpark;

/** Rows that are moved from file to file while the folder of their month is listed. */
class TornListingTest {
  private static final SparkSession SPARK = LocalSpark.session();
  private static final Configuration HADOOP = SPARK.sparkContext().hadoopConfiguration();
  private static final YearMonth MONTH = YearMonth.of(2026, 11);
  private static final String LISTED = ".*/metrics/month=2026-11/[^/]+";

  @TempDir private Path root;
  private Store store;
  private Store busy;
  private Path month;
  private AutoCloseable disk;

  @BeforeEach
  void twoRunsAndABusyDisk() {
    store = Store.open(root.toString(), HADOOP);
    write(store, "a", 1);
    write(store, "b", 2);
    month = root.resolve("tables/metrics/month=2026-11");
    disk = BusyFileSystem.begin(HADOOP);
    busy = Store.open(root.toString(), HADOOP);
  }

  @AfterEach
  void aQuietDisk() throws Exception {
    disk.close();
  }

  private static void write(Store store, String run, double loss) {
    new TableWriter(SPARK, UnguardedStore.writer(store), () -> MONTH)
        .replace(MetricRow.TABLE, new RunId(run), List.of(Examples.loss(1, loss)));
  }

  private void compact() {
    assertThat(
            new Compaction(SPARK, UnguardedStore.writer(store))
                .compact(List.of(MetricRow.TABLE), MONTH.plusMonths(1)))
        .hasSize(1);
  }

  private static List<String> losses(Store store) {
    return TableReader.read(SPARK, store, MetricRow.TABLE).collectAsList().stream()
        .map(row -> row.<String>getAs(Table.RUN_ID) + " " + row.<Double>getAs("value"))
        .sorted()
        .toList();
  }

  @Test
  void aReaderFindsAllRowsThatAMonthsFirstCompactionMoves() {
    BusyFileSystem.before(Operation.LOOK, LISTED, this::compact);
    assertThat(losses(busy)).containsExactly("a 1.0", "b 2.0");
    assertThat(month.resolve("a.parquet")).doesNotExist();
  }

  @Test
  void aReaderOfARunFindsItsRowsThatAMonthsFirstCompactionMoves() {
    BusyFileSystem.before(Operation.LOOK, LISTED, this::compact);
    assertThat(TableReader.ofRun(SPARK, busy, MetricRow.TABLE, new RunId("a")).count())
        .isEqualTo(1);
  }

  @Test
  void aWriterReplacesRowsWhereACompactionHasJustMovedThem() {
    BusyFileSystem.before(Operation.LOOK, LISTED, this::compact);
    write(busy, "a", 7);
    assertThat(losses(store)).containsExactly("a 7.0", "b 2.0");
  }

  @Test
  void aFolderThatChangesInEveryListingIsGivenUpWithARemedy() {
    AtomicInteger others = new AtomicInteger();
    BusyFileSystem.beforeEach(
        Operation.LOOK,
        ".*/a[.]parquet",
        () -> create(month.resolve("other-" + others.incrementAndGet() + ".parquet")));
    assertThatThrownBy(() -> TableReader.read(SPARK, busy, MetricRow.TABLE))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED))
        .hasMessage(
            month
                + " cannot be listed: other jobs changed its files in each of 50 listings; try again when fewer jobs write");
    assertThat(others).hasValue(50);
  }

  private static void create(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The sums were listed without their rows, and have gone when they are read. */
  @Test
  void aReaderThatFindsNeitherRowsNorSumsListsTheFolderAnew() throws IOException {
    Path own = root.resolve("own");
    Path merged = root.resolve("merged");
    FileUtils.copyDirectory(month.toFile(), own.toFile());
    compact();
    FileUtils.moveDirectory(month.toFile(), merged.toFile());
    FileUtils.moveDirectory(own.toFile(), month.toFile());
    Files.delete(month.resolve("a.parquet"));
    BusyFileSystem.before(Operation.OPEN, ".*/_sum-a[.]json", () -> replaceMonth(merged));
    assertThat(losses(busy)).containsExactly("a 1.0", "b 2.0");
  }

  private void replaceMonth(Path by) {
    try {
      FileUtils.deleteDirectory(month.toFile());
      FileUtils.moveDirectory(by.toFile(), month.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void ofNeitherRowsNorSumsAMonthsFileIsMissingAndAnOldOneHasBeenMoved() {
    TableCheck check =
        new TableCheck(
            store, MetricRow.TABLE.name(), Optional.of("gone"), TableCheck.Depth.READING);
    org.apache.hadoop.fs.Path folder = TableFiles.folder(store, MetricRow.TABLE, MONTH);
    TableCheck.Outcome outcome = check.check(RowFiles.of(folder, "gone"), List.of());
    assertThat(outcome.file()).isEmpty();
    assertThat(outcome.damage().orElseThrow())
        .satisfies(
            damage -> {
              assertThat(damage.kind()).isEqualTo(TableDamage.Kind.ROWS);
              assertThat(damage.message())
                  .isEqualTo(month.resolve("gone.parquet") + " is damaged (it is missing)");
            });
    org.apache.hadoop.fs.Path old =
        new org.apache.hadoop.fs.Path(OldFiles.monthly(store, MetricRow.TABLE), "2026-10.parquet");
    assertThat(check.check(RowFiles.ofEarlierVersions(old), List.of()))
        .isEqualTo(new TableCheck.Outcome(Optional.empty(), Optional.empty(), Optional.empty()));
  }
}
