package org.sparkresnet.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.store.Examples;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.upkeep.Compaction;
import org.sparkresnet.tables.upkeep.DamagedFile;
import org.sparkresnet.tables.upkeep.TablesPreparation;
import org.sparkresnet.testing.LocalSpark;

/** Damaged files beside the rows: the plan of a move, and the sums of merged rows. */
class DamagedSideFileTest {
  private static final SparkSession SPARK = LocalSpark.session();
  private static final YearMonth MONTH = YearMonth.of(2026, 11);
  private static final RunId NEW = new RunId("new");

  @TempDir private Path root;
  private Store store;
  private Path month;

  @BeforeEach
  void twoRuns() throws IOException {
    store = Store.open(root.toString(), SPARK.sparkContext().hadoopConfiguration());
    write(new RunId("a"));
    write(new RunId("b"));
    month = root.toRealPath().resolve("tables/metrics/month=2026-11");
  }

  private void write(RunId run) {
    new TableWriter(SPARK, UnguardedStore.writer(store), () -> MONTH)
        .replace(MetricRow.TABLE, run, List.of(Examples.loss(1, 1)));
  }

  private void compact() {
    new Compaction(SPARK, UnguardedStore.writer(store))
        .compact(List.of(MetricRow.TABLE), MONTH.plusMonths(1));
  }

  private void requireRemedy(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable work, Path file) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessageStartingWith(file + " is damaged (")
        .hasMessageContaining("submit/local repair --dry-run --store " + root);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"note\":\"\",\"decided\":true,",
        "{\"note\":\"\",\"decided\":true,\"runs\":[],\"appear\":[],\"vanish\":[\"../b.parquet\"]}"
      })
  void aPlanOfAMoveThatIsDamagedIsNamedByReadersAndLeavesNewRunsAlone(String text)
      throws IOException {
    Path marker = month.resolve("@moving.parquet");
    Files.writeString(marker, text);
    requireRemedy(() -> TableReader.read(SPARK, store, MetricRow.TABLE), marker);
    MergedRows.Moves moves = TablesPreparation.completeMoves(SPARK, UnguardedStore.writer(store));
    assertThat(moves.completed()).isEmpty();
    assertThat(moves.unknown())
        .extracting(TableDamage::kind)
        .containsExactly(TableDamage.Kind.MARKER);
    write(NEW);
    write(NEW);
    requireRemedy(this::compact, marker);
    assertThat(marker).hasContent(text);
    Files.delete(marker);
    assertThat(TableReader.read(SPARK, store, MetricRow.TABLE).count()).isEqualTo(3);
  }

  /** As if a compaction had died before the last old file was gone, and its plan were torn then. */
  @Test
  void whereAMoveWhosePlanIsDamagedEndsNoRowsCountTwice() throws IOException {
    Path copy = root.resolve("copy");
    FileUtils.copyDirectory(month.toFile(), copy.toFile());
    compact();
    FileUtils.copyDirectory(copy.toFile(), month.toFile());
    Files.write(month.resolve("@moving.parquet"), new byte[0]);
    requireRemedy(() -> write(new RunId("a")), month.resolve("@moving.parquet"));
    TableDamage damage = TableScan.ofEveryByte(store, MetricRow.TABLE).damages().get(0);
    assertThat(DamagedFile.hidden(store, damage)).isEmpty();
    MergedRows merged = new MergedRows(SPARK, UnguardedStore.writer(store), MetricRow.TABLE);
    new DamagedFile(UnguardedStore.writer(store), damage)
        .endMove(merged.mergedRuns(damage.file().getParent()));
    assertThat(TableReader.read(SPARK, store, MetricRow.TABLE).count()).isEqualTo(2);
    assertThat(root.resolve("tables_damaged/metrics/month=2026-11/a.parquet")).exists();
  }

  @Test
  void besideMergedRowsWhoseSumsAreDamagedANewRunWritesAndAMergedOneIsRefused() throws IOException {
    compact();
    Path sums = month.resolve("_sum-@merged.json");
    byte[] whole = Files.readAllBytes(sums);
    Files.write(sums, java.util.Arrays.copyOf(whole, whole.length / 2));
    write(NEW);
    requireRemedy(() -> write(new RunId("a")), sums);
    Files.write(sums, whole);
    assertThat(TableReader.read(SPARK, store, MetricRow.TABLE).count()).isEqualTo(3);
  }
}
