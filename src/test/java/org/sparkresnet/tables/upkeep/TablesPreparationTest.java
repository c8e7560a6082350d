package org.sparkresnet.tables.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkresnet.testing.UserErrors.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.YearMonth;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.store.Examples;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.ResultTables;
import org.sparkresnet.testing.LocalSpark;
import org.sparkresnet.testing.StoredTables;
import org.sparkresnet.testing.UnreadableFileSystem;

class TablesPreparationTest {
  private static final SparkSession SPARK = LocalSpark.session();

  @TempDir private Path root;
  private Store store;

  @BeforeEach
  void youngStore() {
    store = Store.open(root.toString(), SPARK.sparkContext().hadoopConfiguration());
    TablesPreparation.of(UnguardedStore.writer(store));
  }

  private Dataset<Row> plain(Table<?> table) {
    return SPARK.read().parquet(root.resolve("tables/" + table.name()).toString());
  }

  @Test
  void everyTableOfAYoungStoreHasItsColumnsWithCommentsAndNoRows() {
    for (Table<?> table : ResultTables.ALL) {
      assertThat(plain(table).count()).isZero();
      StructType columns = plain(table).drop("month").schema();
      assertThat(columns.json()).isEqualTo(table.readSchema().json());
    }
  }

  @Test
  void aSecondPreparationChangesNothing() {
    AtomicInteger changes = new AtomicInteger();
    TablesPreparation.of(UnguardedStore.writer(store, changes::incrementAndGet));
    assertThat(changes.get()).as("one look a table").isEqualTo(ResultTables.ALL.size());
  }

  /** Spark takes the columns from the first file; those of earlier versions have fewer. */
  @Test
  void todaysColumnsAreFoundBesideFilesOfAnEarlierVersion() throws IOException {
    new TableWriter(SPARK, UnguardedStore.writer(store), () -> YearMonth.of(2026, 1))
        .replace(MetricRow.TABLE, new RunId("a"), List.of(Examples.loss(1, 1)));
    Path rows = StoredTables.rowFile(root, "metrics", "a");
    Path without = root.resolve("without");
    SPARK
        .read()
        .parquet(rows.toString())
        .drop("epoch")
        .coalesce(1)
        .write()
        .parquet(without.toString());
    try (Stream<Path> files = Files.list(without)) {
      Path part = files.filter(it -> it.toString().endsWith(".parquet")).findFirst().orElseThrow();
      Files.move(part, rows.resolveSibling("0.parquet"));
    }
    assertThat(plain(MetricRow.TABLE).columns()).contains("epoch");
    assertThat(plain(MetricRow.TABLE).filter("epoch is null").count()).isEqualTo(1);
  }

  @Test
  void theFileOfAnotherVersionIsReplaced() throws IOException {
    Path folder = root.resolve("tables/metrics/month=0000-00");
    String name = folder.toFile().list()[0];
    Files.move(folder.resolve(name), folder.resolve("columns-0123456789ab.parquet"));
    TablesPreparation.of(UnguardedStore.writer(store));
    assertThat(folder.toFile().list()).containsExactly(name);
    Files.write(folder.resolve(name), new byte[3]);
    TablesPreparation.of(UnguardedStore.writer(store));
    assertThat(plain(MetricRow.TABLE).count()).isZero();
  }

  @Test
  void aFileOfWhichABitFlippedIsNamedAndWrittenAnew() throws IOException {
    Path file = columns();
    byte[] whole = Files.readAllBytes(file);
    byte[] flipped = whole.clone();
    flipped[whole.length / 2] ^= 1;
    Files.write(file, flipped);
    String damage = file + " is damaged (other bytes than when it was written)";
    assertThat(TablesPreparation.damages(store)).containsExactly(damage);
    assertThat(file).hasBinaryContent(flipped);
    assertThat(TablesPreparation.of(UnguardedStore.writer(store))).containsExactly(damage);
    assertThat(file).hasBinaryContent(whole);
    assertThat(TablesPreparation.of(UnguardedStore.writer(store))).isEmpty();
    assertThat(TablesPreparation.damages(store)).isEmpty();
  }

  /** A file system that fails says nothing of the bytes. */
  @Test
  void aFileThatCannotBeReadIsNotTakenForDamaged() throws Exception {
    Path file = columns();
    Configuration hadoop = SPARK.sparkContext().hadoopConfiguration();
    String files = ".*/metrics/month=0000-00/.*";
    try (AutoCloseable disk = UnreadableFileSystem.begin(hadoop, files, 0)) {
      assertThat(disk).isNotNull();
      assertUnreadable(file, "Input/output error");
    }
    try (AutoCloseable refusing = UnreadableFileSystem.refuse(hadoop, files)) {
      assertThat(refusing).isNotNull();
      assertUnreadable(file, file + " (Permission denied)");
    }
    assertThat(TablesPreparation.damages(store)).isEmpty();
  }

  private void assertUnreadable(Path file, String reason) {
    Store unreadable = Store.open(root.toString(), SPARK.sparkContext().hadoopConfiguration());
    FileTime written = FileTime.fromMillis(file.toFile().lastModified());
    for (ThrowingCallable look :
        List.<ThrowingCallable>of(
            () -> TablesPreparation.damages(unreadable),
            () -> TablesPreparation.of(UnguardedStore.writer(unreadable)))) {
      assertRefused(ExitCode.STORAGE, look).isEqualTo("cannot read file:" + file + ": " + reason);
    }
    assertThat(FileTime.fromMillis(file.toFile().lastModified())).isEqualTo(written);
  }

  @Test
  void aFileThatIsMissingWasNeverWritten() throws IOException {
    Files.delete(columns());
    assertThat(TablesPreparation.damages(store)).isEmpty();
    assertThat(TablesPreparation.of(UnguardedStore.writer(store))).isEmpty();
    assertThat(columns()).exists();
  }

  private Path columns() throws IOException {
    Path folder = root.toRealPath().resolve("tables/metrics/month=0000-00");
    return folder.resolve(folder.toFile().list()[0]);
  }
}
