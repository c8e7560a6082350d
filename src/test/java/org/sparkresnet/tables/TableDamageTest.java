package org.sparkresnet.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.store.Examples;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.rows.DataCheckRow;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.ResultTables;
import org.sparkresnet.tables.rows.RoundRow;
import org.sparkresnet.tables.rows.RunRow;
import org.sparkresnet.tables.upkeep.Compaction;
import org.sparkresnet.testing.LocalSpark;
import org.sparkresnet.testing.Slow;

/** Row files that are damaged in each way: found when they are read, with their names. */
class TableDamageTest {
  private static final SparkSession SPARK = LocalSpark.session();
  private static final RunId A = new RunId("a");
  private static final RunId B = new RunId("b");

  private static final StoreTemplate TEMPLATE = new StoreTemplate();

  @TempDir private Path root;
  private Store store;

  /** Ways in which a file is damaged. */
  enum Damage {
    EMPTY("0 bytes"),
    TRUNCATED("bytes instead of"),
    CUT_AT_FRONT("bytes instead of"),
    ZEROED("SHA-256"),
    ZERO_TAIL("SHA-256"),
    FLIPPED_BIT_OF_DATA("SHA-256"),
    FLIPPED_BIT_OF_FOOTER("SHA-256"),
    TEXT("bytes instead of"),
    FOREIGN("bytes instead of"),
    LONGER("bytes instead of"),
    MISSING("it is missing");

    private final String reason;

    Damage(String reason) {
      this.reason = reason;
    }

    void to(Path file) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      switch (this) {
        case EMPTY -> Files.write(file, new byte[0]);
        case TRUNCATED -> Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        case CUT_AT_FRONT -> Files.write(file, Arrays.copyOfRange(bytes, 9, bytes.length));
        case ZEROED -> Files.write(file, new byte[bytes.length]);
        case ZERO_TAIL -> {
          Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) 0);
          Files.write(file, bytes);
        }
        case FLIPPED_BIT_OF_DATA -> flip(file, bytes, 40);
        case FLIPPED_BIT_OF_FOOTER -> flip(file, bytes, bytes.length - 60);
        case TEXT -> Files.writeString(file, "no Parquet at all");
        case FOREIGN -> {
          Path other = file.resolveSibling("_other");
          SPARK.range(5).coalesce(1).write().parquet(other.toString());
          try (Stream<Path> parts = Files.list(other)) {
            Path part =
                parts.filter(it -> it.toString().endsWith(".parquet")).findFirst().orElseThrow();
            Files.copy(part, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
          }
        }
        case LONGER -> Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
        case MISSING -> Files.delete(file);
      }
    }

    private static void flip(Path file, byte[] bytes, int at) throws IOException {
      bytes[at] ^= 1;
      Files.write(file, bytes);
    }
  }

  @BeforeEach
  void twoRunsInEveryTable() {
    store = Store.open(root.toString(), SPARK.sparkContext().hadoopConfiguration());
    TEMPLATE.copyTo(root, () -> writeRuns(A, B));
  }

  private void writeRuns(RunId... runs) {
    TableWriter writer =
        new TableWriter(SPARK, UnguardedStore.writer(store), () -> YearMonth.of(2026, 11));
    for (RunId run : runs) {
      writer.replace(RunRow.TABLE, run, List.of(runRow(run)));
      writer.replace(MetricRow.TABLE, run, List.of(Examples.loss(1, 1), Examples.loss(2, 2)));
      writer.replace(RoundRow.TABLE, run, List.of(Examples.round(1)));
      writer.replace(
          DataCheckRow.TABLE, run, List.of(new DataCheckRow("f", "size", 1, "OK", "fine")));
    }
  }

  private static RunRow runRow(RunId run) {
    return RunRow.of(
        "a run",
        RunStatus.FINISHED,
        Instant.parse("2026-11-2" + (run.equals(A) ? 1 : 2) + "T12:00:00Z"),
        Optional.empty(),
        Examples.manifest(run.value()),
        2,
        Optional.empty(),
        Optional.empty());
  }

  static Stream<Arguments> tablesAndDamages() {
    Stream<Arguments> all = Stream.of(Damage.values()).map(it -> Arguments.of(RoundRow.TABLE, it));
    Stream<Table<?>> others = Stream.of(RunRow.TABLE, MetricRow.TABLE, DataCheckRow.TABLE);
    return Stream.concat(
        all,
        others.flatMap(
            table ->
                Stream.of(Damage.EMPTY, Damage.FLIPPED_BIT_OF_DATA)
                    .map(it -> Arguments.of(table, it))));
  }

  @ParameterizedTest
  @MethodSource("tablesAndDamages")
  void aDamagedFileIsNamedWithItsRemedyAndOtherRunsAreRead(Table<?> table, Damage damage)
      throws IOException {
    Path file = own(table, "a");
    damage.to(file);
    requireNamed(() -> TableReader.read(SPARK, store, table), file, damage.reason);
    requireNamed(() -> TableReader.ofRun(SPARK, store, table, A), file, damage.reason);
    assertThat(TableReader.ofRun(SPARK, store, table, B).count()).isPositive();
  }

  @Slow
  @Test
  void aDamagedMonthIsNamedAndRunsThatItDoesNotHaveAreRead() throws IOException {
    aDamagedMonthIsNamedAndRunsThatItDoesNotHaveAreRead(Damage.FLIPPED_BIT_OF_DATA);
  }

  @Slow
  @ParameterizedTest
  @EnumSource(value = Damage.class, names = "FLIPPED_BIT_OF_DATA", mode = EnumSource.Mode.EXCLUDE)
  void aDamagedMonthIsNamedAndRunsThatItDoesNotHaveAreRead(Damage damage) throws IOException {
    assertThat(compact()).hasSize(4);
    writeRuns(B);
    Path file;
    try (Stream<Path> files = Files.list(own(MetricRow.TABLE, "a").getParent())) {
      file = files.filter(it -> it.toString().matches(".*/@merged@.*")).findFirst().orElseThrow();
    }
    damage.to(file);
    requireNamed(() -> TableReader.read(SPARK, store, MetricRow.TABLE), file, damage.reason);
    requireNamed(() -> TableReader.ofRun(SPARK, store, MetricRow.TABLE, A), file, damage.reason);
    assertThat(TableReader.ofRun(SPARK, store, MetricRow.TABLE, B).count()).isEqualTo(2);
    assertThat(TableReader.ofRun(SPARK, store, MetricRow.TABLE, new RunId("c")).count()).isZero();
  }

  @Slow
  @ParameterizedTest
  @EnumSource(Damage.class)
  void aCompactionRefusesADamagedFileAndDeletesNothing(Damage damage) throws IOException {
    Path file = own(MetricRow.TABLE, "a");
    damage.to(file);
    requireNamed(this::compact, file, damage.reason);
    assertThat(own(MetricRow.TABLE, "a").getParent().resolve("_sum-@merged.json")).doesNotExist();
    assertThat(own(MetricRow.TABLE, "b")).exists();
  }

  @ParameterizedTest
  @EnumSource(
      value = Damage.class,
      names = {"LONGER", "FLIPPED_BIT_OF_DATA", "MISSING", "ZERO_TAIL"},
      mode = EnumSource.Mode.EXCLUDE)
  void aFileOfAnEarlierVersionIsReadAndItsFooterIsChecked(Damage damage) throws IOException {
    Path file = own(MetricRow.TABLE, "a");
    Files.delete(file.resolveSibling("_sum-a.json"));
    assertThat(TableReader.read(SPARK, store, MetricRow.TABLE).count()).isEqualTo(4);
    damage.to(file);
    if (damage == Damage.FLIPPED_BIT_OF_FOOTER) {
      return; // which bit it is decides whether anything is wrong with it
    }
    assertThatThrownBy(() -> TableReader.read(SPARK, store, MetricRow.TABLE).collectAsList())
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessageStartingWith(file + " is damaged (");
  }

  @Test
  void aFlippedBitOfAFileWithoutSumsIsFoundByTheSumsOfItsPages() throws IOException {
    Path file = own(MetricRow.TABLE, "a");
    Files.delete(file.resolveSibling("_sum-a.json"));
    byte[] bytes = Files.readAllBytes(file);
    Damage.flip(file, bytes, 60);
    assertThatThrownBy(() -> TableReader.read(SPARK, store, MetricRow.TABLE).collectAsList())
        .satisfies(
            e ->
                assertThat(TableDamage.in(e).orElseThrow())
                    .hasMessageContaining(file + " is damaged (")
                    .hasMessageContaining("repair"));
  }

  @Test
  void aDamagedSumIsNamed() throws IOException {
    Path sums = own(MetricRow.TABLE, "a").resolveSibling("_sum-a.json");
    Files.write(sums, new byte[0]);
    requireNamed(() -> TableReader.read(SPARK, store, MetricRow.TABLE), sums, "its sums");
  }

  /** A crash between the sum and the file leaves the file before. */
  @Test
  void aFileBeforeTheNewestSumIsWhole() throws IOException {
    Path file = own(MetricRow.TABLE, "a");
    byte[] before = Files.readAllBytes(file);
    new TableWriter(SPARK, UnguardedStore.writer(store), () -> YearMonth.of(2026, 11))
        .replace(MetricRow.TABLE, A, List.of(Examples.loss(1, 5)));
    Files.write(file, before);
    assertThat(TableReader.ofRun(SPARK, store, MetricRow.TABLE, A).count()).isEqualTo(2);
  }

  private List<Compaction.Compacted> compact() {
    return new Compaction(SPARK, UnguardedStore.writer(store))
        .compact(ResultTables.ALL, YearMonth.of(2027, 1));
  }

  private void requireNamed(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable reading, Path file, String reason) {
    assertThatThrownBy(reading)
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessageStartingWith(file + " is damaged (")
        .hasMessageContaining(reason)
        .hasMessageContaining("submit/local repair --dry-run --store " + root)
        .message()
        .hasLineCount(1);
  }

  private Path own(Table<?> table, String run) {
    try {
      return root.toRealPath()
          .resolve("tables/" + table.name() + "/month=2026-11/" + run + ".parquet");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
