package org.sparkresnet.tables.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.rowfiles.RowFilePublication;
import org.sparkresnet.rowfiles.RowFiles;
import org.sparkresnet.store.Examples;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreWriter;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.StoreTemplate;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableDamage;
import org.sparkresnet.tables.TableReader;
import org.sparkresnet.tables.TableScan;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.testing.BusyFileSystem;
import org.sparkresnet.testing.LocalSpark;
import org.sparkresnet.testing.Nightly;
import org.sparkresnet.testing.Slow;

/** A store of an earlier version: a folder for each run, and merged rows in a second tree. */
class OldStoreTest {
  private static final SparkSession SPARK = LocalSpark.session();
  private static final StoreTemplate TEMPLATE = new StoreTemplate();
  private static final YearMonth LATER = YearMonth.of(2099, 1);

  /** Of the run b the folder counts, and not what is in October's file. */
  private static final List<String> ROWS = List.of("a 1.0", "b 2.0", "c 3.0", "d 4.0");

  @TempDir private Path root;
  private Store store;

  @BeforeEach
  void oldStore() {
    store = open(root);
    TEMPLATE.copyTo(root, this::write);
  }

  private static Store open(Path root) {
    return Store.open(root.toString(), SPARK.sparkContext().hadoopConfiguration());
  }

  private void write() {
    for (String run : List.of("a", "b")) {
      write(
          rows(run, run.equals("a") ? 1 : 2).drop("run_id"),
          "tables/metrics/run_id=" + run + "/part-00000.parquet");
    }
    write(
        rows("b", 9).union(rows("c", 3)).union(rows("d", 4)),
        "tables_monthly/metrics/2026-10.parquet");
  }

  private static Dataset<Row> rows(String run, double loss) {
    return MetricRow.TABLE
        .dataset(SPARK, List.of(Examples.loss(1, loss)))
        .withColumn("run_id", org.apache.spark.sql.functions.lit(run));
  }

  private void write(Dataset<Row> rows, String file) {
    Path aside = root.resolve("aside");
    rows.coalesce(1).write().parquet(aside.toString());
    try (Stream<Path> files = Files.list(aside)) {
      Path part = files.filter(it -> it.toString().endsWith(".parquet")).findFirst().orElseThrow();
      Files.createDirectories(root.resolve(file).getParent());
      Files.move(part, root.resolve(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    FileUtils.deleteQuietly(aside.toFile());
  }

  @Test
  void namesThatNoEarlierVersionGaveAreOfAnotherProgram() throws IOException {
    Path month = root.resolve("tables_monthly/metrics/2026-13.parquet");
    Path run = root.resolve("tables/metrics/run_id=a b/part-00000.parquet");
    for (Path file : List.of(month, run)) {
      Files.createDirectories(file.getParent());
      Files.copy(root.resolve("tables_monthly/metrics/2026-10.parquet"), file);
    }
    TableScan scan = TableScan.of(store, MetricRow.TABLE);
    assertThat(scan.damages()).extracting(TableDamage::kind).containsOnly(TableDamage.Kind.FOREIGN);
    assertThat(scan.damages())
        .extracting(it -> it.file().getName())
        .containsExactlyInAnyOrder("2026-13.parquet", "part-00000.parquet");
    StoreWriter writer = UnguardedStore.writer(store);
    TablesPreparation.of(writer);
    TableScan moved = TableScan.of(store, MetricRow.TABLE);
    moved.damages().forEach(damage -> new DamagedFile(writer, damage).takeRowsAway());
    assertThat(losses(TableReader.read(SPARK, store, MetricRow.TABLE))).isEqualTo(ROWS);
    assertThat(root.resolve("tables_damaged/metrics/months/2026-13.parquet")).exists();
    assertThat(root.resolve("tables_damaged/metrics/run_id=a b/part-00000.parquet")).exists();
  }

  private static List<String> losses(Dataset<Row> rows) {
    return rows.collectAsList().stream()
        .map(row -> row.<String>getAs("run_id") + " " + row.<Double>getAs("value"))
        .sorted()
        .toList();
  }

  private static List<String> losses(Store store) {
    return losses(TableReader.read(SPARK, store, MetricRow.TABLE));
  }

  private static List<String> plainLosses(Path root) {
    return losses(SPARK.read().parquet(root.resolve("tables/metrics").toString()));
  }

  private static Map<String, Long> files(Path root) throws IOException {
    Map<String, Long> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(root.relativize(file).toString(), Files.size(file));
      }
    }
    return files;
  }

  @Test
  void isReadAndNotChanged() throws IOException {
    Map<String, Long> before = files(root);
    assertThat(losses(store)).isEqualTo(ROWS);
    for (String row : ROWS) {
      RunId run = new RunId(row.substring(0, 1));
      assertThat(losses(TableReader.ofRun(SPARK, store, MetricRow.TABLE, run)))
          .containsExactly(row);
    }
    assertThat(files(root)).isEqualTo(before);
  }

  @Test
  void theFirstWriterMovesTheFoldersAwayAndACompactionTheRowsIntoOneTree() throws IOException {
    StoreWriter writer = UnguardedStore.writer(store);
    TablesPreparation.of(writer);
    assertThat(losses(store)).isEqualTo(ROWS);
    assertThat(root.resolve("tables_1/metrics/run_id=a/part-00000.parquet")).exists();
    assertThat(plainLosses(root)).isEmpty();
    new TableWriter(SPARK, writer)
        .replace(MetricRow.TABLE, new RunId("c"), List.of(Examples.loss(1, 33)));
    List<String> expected = List.of("a 1.0", "b 2.0", "c 33.0", "d 4.0");
    assertThat(losses(store)).isEqualTo(expected);
    assertThat(new Compaction(SPARK, writer).compact(List.<Table<?>>of(MetricRow.TABLE), LATER))
        .singleElement()
        .satisfies(
            compacted -> {
              assertThat(compacted.runs()).isEqualTo(4);
              assertThat(compacted.rows()).isEqualTo(4);
            });
    assertThat(losses(store)).isEqualTo(expected);
    assertThat(plainLosses(root)).isEqualTo(expected);
    assertThat(root.resolve("tables_1")).doesNotExist();
    assertThat(root.resolve("tables_monthly")).doesNotExist();
  }

  /** Someone used an earlier version again in between. */
  @Test
  void foldersThatComeBackAreMovedAwayAgain() {
    StoreWriter writer = UnguardedStore.writer(store);
    TablesPreparation.of(writer);
    write(rows("a", 11).drop("run_id"), "tables/metrics/run_id=a/part-00000.parquet");
    write(rows("e", 5).drop("run_id"), "tables/metrics/run_id=e/part-00000.parquet");
    TablesPreparation.of(writer);
    assertThat(plainLosses(root)).isEmpty();
    assertThat(losses(store)).containsExactly("a 11.0", "b 2.0", "c 3.0", "d 4.0", "e 5.0");
  }

  /** Paused at each of its changes, while another job makes the move and writes to the table. */
  @Slow
  @Test
  void aMoveThatGoesOnLateTakesNoNewRowsAway(@TempDir Path copies) throws IOException {
    boolean isPaused = true;
    int steps = 0;
    for (; isPaused; steps++) {
      Path copy = copies.resolve("paused-at-" + steps);
      FileUtils.copyDirectory(root.toFile(), copy.toFile());
      FileUtils.copyDirectory( // which are not compacted, so that tables_1 stays
          copy.resolve("tables/metrics").toFile(), copy.resolve("tables/params").toFile());
      Store left = open(copy);
      AtomicInteger countdown = new AtomicInteger(steps);
      StoreWriter paused =
          UnguardedStore.writer(
              left,
              () -> {
                if (Files.exists(copy.resolve("tables/metrics/run_id=b"))
                    && countdown.getAndDecrement() == 0) {
                  move(UnguardedStore.writer(left));
                }
              });
      try {
        TablesPreparation.of(paused);
      } catch (UserError e) {
        assertThat(e.exitCode()).isEqualTo(ExitCode.STORAGE); // what it renames is gone
      }
      isPaused = countdown.get() < 0;
      assertThat(losses(left)).as("paused at change %d", steps).isEqualTo(ROWS);
      if (isPaused) {
        assertThat(plainLosses(copy)).as("paused at change %d", steps).isEqualTo(ROWS);
      }
    }
    assertThat(steps).isGreaterThan(3);
  }

  /** A compaction of the earlier version had renamed a folder when it was stopped. */
  @Test
  void aFolderThatAStoppedCompactionTookAwayIsPutBack() throws IOException {
    Path taken = root.resolve("tables/metrics/_tmp-1f0c5a2b-000001-9d4e07c1a3b8-run_id~a/run_id=a");
    Files.createDirectories(taken.getParent());
    Files.move(root.resolve("tables/metrics/run_id=a"), taken);
    TablesPreparation.of(UnguardedStore.writer(store));
    assertThat(losses(store)).isEqualTo(ROWS);
  }

  /** As a publication that was stopped could leave it. */
  @Test
  void aVersionOfAMonthThatWaitsAloneHasNoRows() throws IOException {
    Files.createFile(root.resolve("tables_monthly/metrics/_2026-09.next"));
    assertThat(losses(store)).isEqualTo(ROWS);
  }

  @Test
  void aReaderFindsRowsThatACompactionMovesAfterTheirFileWasListed() throws Exception {
    Configuration hadoop = SPARK.sparkContext().hadoopConfiguration();
    try (AutoCloseable disk = BusyFileSystem.begin(hadoop)) {
      BusyFileSystem.before(
          BusyFileSystem.Operation.OPEN,
          ".*/2026-10[.]parquet",
          () -> move(UnguardedStore.writer(store)));
      assertThat(losses(open(root))).isEqualTo(ROWS);
      assertThat(disk).isNotNull();
    }
    assertThat(root.resolve("tables_monthly")).doesNotExist();
  }

  /** Sums without rows would tell readers, and after a kill for ever, that rows are missing. */
  @Test
  void theSumsOfAMonthGoBeforeItsRows() throws IOException {
    Path rows = root.resolve("tables_monthly/metrics/2026-10.parquet");
    Path part = Files.move(rows, root.resolve("part"));
    org.apache.hadoop.fs.Path first = new org.apache.hadoop.fs.Path(rows.toUri());
    new RowFilePublication(
            UnguardedStore.writer(store).files(),
            RowFiles.ofEarlierVersions(first),
            new TreeMap<>(Map.of("b", 1L, "c", 1L, "d", 1L)))
        .publish(new org.apache.hadoop.fs.Path(part.toUri()));
    Path sums = rows.resolveSibling("_2026-10.sum");
    assertThat(sums).exists();
    move(
        UnguardedStore.writer(
            store,
            () -> assertThat(Files.exists(rows) || Files.notExists(sums)).as("rows").isTrue()));
    assertThat(root.resolve("tables_monthly")).doesNotExist();
    assertThat(losses(store)).isEqualTo(ROWS);
  }

  @Nightly
  @Test
  void whereverItIsKilledNoRowIsLostOrRepeated(@TempDir Path copies) throws IOException {
    boolean killed = true;
    for (int step = 0; killed; step += 4) { // of a hundred
      Path copy = copies.resolve("killed-at-" + step);
      FileUtils.copyDirectory(root.toFile(), copy.toFile());
      Store left = open(copy);
      AtomicInteger countdown = new AtomicInteger(step);
      StoreWriter dying =
          UnguardedStore.writer(
              left,
              () -> {
                if (countdown.getAndDecrement() <= 0) {
                  throw new IllegalStateException("killed");
                }
              });
      try {
        move(dying);
        killed = false;
      } catch (IllegalStateException e) {
        assertThat(e).hasMessage("killed");
      }
      Optional<List<String>> seen;
      try {
        seen = Optional.of(losses(left));
      } catch (Exception e) { // Spark's own is checked, and Scala throws it undeclared
        seen = Optional.empty();
      }
      seen.ifPresent(rows -> assertThat(rows).isEqualTo(ROWS));
      move(UnguardedStore.writer(left));
      assertThat(losses(left)).as("completed after change %d", step).isEqualTo(ROWS);
      assertThat(plainLosses(copy)).as("completed after change %d", step).isEqualTo(ROWS);
      assertThat(copy.resolve("tables_1")).doesNotExist();
    }
  }

  private static void move(StoreWriter writer) {
    TablesPreparation.of(writer);
    assertThat(new Compaction(SPARK, writer).compact(List.<Table<?>>of(MetricRow.TABLE), LATER))
        .isNotNull();
  }
}
