package org.sparkresnet.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.lock.FolderLock;
import org.sparkresnet.lock.LockHolder;
import org.sparkresnet.store.Examples;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreWriter;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.testing.LocalSpark;
import org.sparkresnet.testing.Slow;

class CompactionTest {
  private static final SparkSession SPARK = LocalSpark.session();
  private static final List<Table<?>> METRICS = List.of(MetricRow.TABLE);
  private static final YearMonth DECEMBER = YearMonth.of(2026, 12);

  /** Query of both trees in Spark SQL, as in "A compacted store" of the guide's queries.md. */
  private static final String VIEW =
      """
      select run_id, step, value from parquet.`STORE/tables/metrics`
      union all
      select run_id, step, value from parquet.`STORE/tables_monthly/metrics`
       where run_id not in (select run_id from parquet.`STORE/tables/metrics`)""";

  private static final StoreTemplate TEMPLATE = new StoreTemplate();

  @TempDir private Path root;
  private Store store;
  private TableWriter writer;

  @BeforeEach
  void fiveRunsInThreeMonths() {
    store = Store.open(root.toString(), SPARK.sparkContext().hadoopConfiguration());
    writer = new TableWriter(SPARK, UnguardedStore.writer(store));
    TEMPLATE.copyTo(root, this::writeRuns);
  }

  private void writeRuns() {
    run("oct", "2026-10-31T23:59:59Z", RunStatus.FINISHED, 1);
    run("nov-1", "2026-11-01T00:00:00Z", RunStatus.FINISHED, 2);
    run("nov-2", "2026-11-24T12:00:00Z", RunStatus.FAILED, 3);
    run("nov-going", "2026-11-24T13:00:00Z", RunStatus.RUNNING, 4);
    run("dec", "2026-12-01T00:00:00Z", RunStatus.FINISHED, 5);
  }

  private void run(String id, String startedAt, RunStatus status, double... losses) {
    RunId run = new RunId(id);
    List<MetricRow> rows = new ArrayList<>();
    for (double loss : losses) {
      rows.add(Examples.loss(rows.size(), loss));
      rows.add(Examples.loss(rows.size(), -loss));
    }
    writer.replace(MetricRow.TABLE, run, rows);
    writer.replace(
        RunRow.TABLE,
        run,
        List.of(
            RunRow.of(
                "a run",
                status,
                Instant.parse(startedAt),
                Optional.empty(),
                Examples.manifest(id),
                2,
                Optional.empty(),
                Optional.empty())));
  }

  @Test
  void endedRunsOfEarlierMonthsMoveToAFileAMonthAndEveryReaderSeesTheSame() throws IOException {
    List<String> before = losses(store);
    assertThat(
            new Compaction(SPARK, UnguardedStore.writer(store)).compact(ResultTables.ALL, DECEMBER))
        .containsExactly(
            new Compaction.Compacted("runs", 3, 2, 3),
            new Compaction.Compacted("metrics", 3, 2, 6));
    assertThat(files())
        .containsExactlyInAnyOrder(
            "tables/runs/run_id=nov-going/part-00000.parquet",
            "tables/runs/run_id=nov-going/_part-00000.sum",
            "tables/runs/run_id=dec/part-00000.parquet",
            "tables/runs/run_id=dec/_part-00000.sum",
            "tables/metrics/run_id=nov-going/part-00000.parquet",
            "tables/metrics/run_id=nov-going/_part-00000.sum",
            "tables/metrics/run_id=dec/part-00000.parquet",
            "tables/metrics/run_id=dec/_part-00000.sum",
            "tables_monthly/runs/2026-10.parquet",
            "tables_monthly/runs/_2026-10.sum",
            "tables_monthly/runs/2026-11.parquet",
            "tables_monthly/runs/_2026-11.sum",
            "tables_monthly/metrics/2026-10.parquet",
            "tables_monthly/metrics/_2026-10.sum",
            "tables_monthly/metrics/2026-11.parquet",
            "tables_monthly/metrics/_2026-11.sum");
    assertThat(losses(store)).isEqualTo(before).hasSize(10);
    assertThat(plainLosses(root)).isEqualTo(before);
    assertThat(
            TableReader.read(SPARK, store, MetricRow.TABLE)
                .filter("run_id = 'nov-2'")
                .select("value")
                .collectAsList())
        .hasSize(2);
    assertThat(TableReader.read(SPARK, store, RunRow.TABLE).schema().fieldNames())
        .isEqualTo(RunRow.TABLE.readSchema().fieldNames());
    assertThat(
            new Compaction(SPARK, UnguardedStore.writer(store)).compact(ResultTables.ALL, DECEMBER))
        .isEmpty();
  }

  @Test
  void theNewestRunOfATableKeepsItsFile() throws IOException {
    new Compaction(SPARK, UnguardedStore.writer(store))
        .compact(ResultTables.ALL, YearMonth.of(2030, 1));
    assertThat(files())
        .filteredOn(file -> file.startsWith("tables/metrics"))
        .containsExactlyInAnyOrder(
            "tables/metrics/run_id=nov-going/part-00000.parquet",
            "tables/metrics/run_id=nov-going/_part-00000.sum",
            "tables/metrics/run_id=dec/part-00000.parquet",
            "tables/metrics/run_id=dec/_part-00000.sum");
  }

  @Test
  void aRunThatIsRunAgainReplacesItsRowsAndNothingElse() throws IOException {
    new Compaction(SPARK, UnguardedStore.writer(store)).compact(ResultTables.ALL, DECEMBER);
    run("nov-1", "2026-12-02T00:00:00Z", RunStatus.FINISHED, 20, 21);
    run("oct", "2026-10-31T23:59:59Z", RunStatus.FINISHED, 10);
    List<String> expected =
        List.of(
            "dec -5.0",
            "dec 5.0",
            "nov-1 -20.0",
            "nov-1 -21.0",
            "nov-1 20.0",
            "nov-1 21.0",
            "nov-2 -3.0",
            "nov-2 3.0",
            "nov-going -4.0",
            "nov-going 4.0",
            "oct -10.0",
            "oct 10.0");
    assertThat(losses(store)).isEqualTo(expected);
    assertThat(plainLosses(root)).isEqualTo(expected);
    // The old rows of nov-1 must not come back from November when it moves to December.
    run("jan", "2027-01-01T00:00:00Z", RunStatus.FINISHED);
    new Compaction(SPARK, UnguardedStore.writer(store)).compact(METRICS, YearMonth.of(2027, 1));
    assertThat(losses(store)).isEqualTo(expected);
    assertThat(plainLosses(root)).isEqualTo(expected);
    assertThat(files())
        .contains("tables_monthly/metrics/2026-12.parquet")
        .doesNotContain(
            "tables/metrics/run_id=nov-1/part-00000.parquet",
            "tables/metrics/run_id=oct/part-00000.parquet");
  }

  @Test
  void aRunThatAJobWorksOnIsLeftAlone() throws IOException {
    try (FolderLock lock =
        FolderLock.acquire(
            UnguardedStore.writer(store).files(),
            store.run(new RunId("oct")),
            "run oct",
            LockHolder.here("local-1"),
            Duration.ofMinutes(1),
            note -> {})) {
      new Compaction(SPARK, UnguardedStore.writer(store)).compact(ResultTables.ALL, DECEMBER);
      lock.requireHeld();
    }
    assertThat(files()).contains("tables/metrics/run_id=oct/part-00000.parquet");
  }

  @Test
  void aKilledRunOfACommandThatDoesNotContinueOneIsMergedWhenItsLockIsOld() throws IOException {
    RunRow going = row("nov-going");
    RunId killed = new RunId("nov-going");
    writer.replace(RunRow.TABLE, killed, List.of(ofCommand(going, "evaluate")));
    Path lock = root.resolve("runs/nov-going/lock/000001.json");
    String heartbeat;
    try (FolderLock held =
        FolderLock.acquire(
            UnguardedStore.writer(store).files(),
            store.run(killed),
            "run nov-going",
            LockHolder.here("local-1"),
            Duration.ofMinutes(1),
            note -> {})) {
      held.requireHeld();
      heartbeat = Files.readString(lock);
    }
    Files.createDirectories(lock.getParent());
    Files.writeString(lock, heartbeat);
    String own = "tables/runs/run_id=nov-going/part-00000.parquet";
    new Compaction(SPARK, UnguardedStore.writer(store)).compact(ResultTables.ALL, DECEMBER);
    assertThat(files()).as("it may be alive").contains(own);
    String at = Instant.now().minus(Duration.ofDays(2)).toString();
    Files.writeString(
        lock, heartbeat.replaceFirst("\"at\"( ?: ?)\"[^\"]*\"", "\"at\"$1\"" + at + "\""));
    new Compaction(SPARK, UnguardedStore.writer(store)).compact(ResultTables.ALL, DECEMBER);
    assertThat(files()).doesNotContain(own);
    assertThat(row("nov-going")).isEqualTo(ofCommand(going, "evaluate"));
  }

  /** Left by a power cut, or with a clock that was wrong: it must not keep the run for ever. */
  @ParameterizedTest
  @ValueSource(strings = {"empty", "of the future"})
  void aLockWithoutASignIsJudgedByItsAge(String kind) throws IOException {
    RunRow going = row("nov-going");
    RunId killed = new RunId("nov-going");
    writer.replace(RunRow.TABLE, killed, List.of(ofCommand(going, "evaluate")));
    Path lock = root.resolve("runs/nov-going/lock/000001.json");
    Files.createDirectories(lock.getParent());
    String own = "tables/runs/run_id=nov-going/part-00000.parquet";
    if (kind.equals("empty")) {
      Files.createFile(lock);
      new Compaction(SPARK, UnguardedStore.writer(store)).compact(ResultTables.ALL, DECEMBER);
      assertThat(files()).as("it may just be written").contains(own);
      Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    } else {
      Files.writeString(
          lock,
          """
          {"host": "h", "user": "u", "pid": 1, "machine": "m", "started": 1, "application_id": "a",
           "beat": 1, "at": "9999-01-01T00:00:00Z", "lease_millis": 60000, "released": false}
          """);
    }
    new Compaction(SPARK, UnguardedStore.writer(store)).compact(ResultTables.ALL, DECEMBER);
    assertThat(files()).doesNotContain(own);
    assertThat(row("nov-going")).isEqualTo(ofCommand(going, "evaluate"));
  }

  private RunRow row(String id) {
    return RunRow.TABLE.fromSpark(
        TableReader.ofRun(SPARK, store, RunRow.TABLE, new RunId(id)).first());
  }

  private static RunRow ofCommand(RunRow row, String command) {
    return new RunRow(
        row.runName(),
        command,
        row.status(),
        row.startedAt(),
        row.endedAt(),
        row.config(),
        row.configSha256(),
        row.dataSha256(),
        row.gitCommit(),
        row.appVersion(),
        row.sparkVersion(),
        row.dl4jVersion(),
        row.onednnVersion(),
        row.javaVersion(),
        row.osArch(),
        row.cpuModel(),
        row.cpuKernels(),
        row.master(),
        row.applicationId(),
        row.workers(),
        row.parentRunId(),
        row.error());
  }

  /**
   * Dies before its n-th change of a file, and leaves all as it is then. The run nov-1 has old rows
   * in November's file, a file of its own, and belongs to December. Other stores are stopped at
   * every operation by the tests of faults.
   */
  @Test
  @Slow
  void wasItKilledNoRowIsLostOrRepeatedAndTheNextCompactionCompletesIt(@TempDir Path copies)
      throws IOException {
    new Compaction(SPARK, UnguardedStore.writer(store)).compact(METRICS, DECEMBER);
    run("nov-1", "2026-12-02T00:00:00Z", RunStatus.FINISHED, 20, 21);
    run("jan", "2027-01-01T00:00:00Z", RunStatus.FINISHED, 6);
    List<String> before = losses(store);
    boolean killed = true;
    int steps = 0;
    while (killed) {
      Path copy = copy(copies.resolve("killed-at-" + steps));
      Store left = Store.open(copy.toString(), SPARK.sparkContext().hadoopConfiguration());
      killed = killedBeforeChange(steps, left);
      assertThat(losses(left)).as("killed before change %d", steps).isEqualTo(before);
      assertThat(plainLosses(copy)).as("killed before change %d", steps).isEqualTo(before);
      new Compaction(SPARK, UnguardedStore.writer(left)).compact(METRICS, YearMonth.of(2027, 1));
      assertThat(losses(left)).as("completed after change %d", steps).isEqualTo(before);
      assertThat(copy.resolve("tables/metrics").toFile().list())
          .containsExactlyInAnyOrder("run_id=nov-going", "run_id=jan");
      steps += 4;
    }
    assertThat(steps).as("each of two files' writing and two runs' removal").isEqualTo(28);
  }

  private static boolean nothingIsAside(Path folder) {
    return Stream.of(folder.toFile().list()).noneMatch(name -> name.startsWith("_tmp-"));
  }

  /** A job wrote the file in the moment between the compaction's last look and its rename. */
  @Test
  void aFileThatAStoppedCompactionTookAwayIsPutBackByTheNext() throws IOException {
    Path taken =
        root.resolve("tables/metrics/_tmp-1f0c5a2b-000001-9d4e07c1a3b8-run_id~nov-1/run_id=nov-1");
    Files.createDirectories(taken.getParent());
    List<String> before = losses(store);
    Files.move(root.resolve("tables/metrics/run_id=nov-1"), taken);
    assertThat(losses(store)).as("Spark passes over it").noneMatch(row -> row.startsWith("nov-1"));
    new Compaction(SPARK, UnguardedStore.writer(store)).compact(METRICS, DECEMBER);
    assertThat(losses(store)).isEqualTo(before);
    assertThat(nothingIsAside(root.resolve("tables/metrics"))).isTrue();
  }

  @Test
  void aFileThatAWriterPublishesJustBeforeItIsRenamedAwayIsPutBack() throws IOException {
    AtomicInteger wrote = new AtomicInteger();
    StoreWriter slow =
        UnguardedStore.writer(
            store,
            () -> {
              // Both months are written: the next changes are the removals, of nov-1 first.
              if (Files.exists(root.resolve("tables_monthly/metrics/2026-11.parquet"))
                  && nothingIsAside(root.resolve("tables_monthly/metrics"))
                  && wrote.getAndIncrement() == 0) {
                writer.replace(
                    MetricRow.TABLE,
                    new RunId("nov-1"),
                    List.of(Examples.loss(0, 30), Examples.loss(1, 31), Examples.loss(2, 32)));
              }
            });
    new Compaction(SPARK, slow).compact(METRICS, DECEMBER);
    assertThat(wrote.get()).isPositive();
    assertThat(losses(store))
        .contains("nov-1 30.0", "nov-1 31.0", "nov-1 32.0", "oct 1.0", "nov-2 3.0")
        .doesNotContain("nov-1 2.0")
        .hasSize(11);
    assertThat(root.resolve("tables/metrics").toFile().list())
        .containsExactlyInAnyOrder("run_id=nov-1", "run_id=nov-going", "run_id=dec");
  }

  /** Files of an earlier version, read as they are and from the month's file. */
  @Test
  void runsWhoseFilesLackAColumnAreReadAndCompacted() throws IOException {
    Path folder = root.resolve("tables/runs/run_id=nov-1");
    Path file = folder.resolve("part-00000.parquet");
    Dataset<Row> rows = SPARK.read().parquet(file.toString()).drop("cpu_kernels");
    assertThat(rows.columns()).doesNotContain("cpu_kernels").contains("cpu_model");
    ParquetFile.replace(
        UnguardedStore.writer(store).files(),
        rows,
        ParquetFile.SNAPPY,
        new org.apache.hadoop.fs.Path(root.resolve("aside").toString()),
        new org.apache.hadoop.fs.Path(file.toString()),
        written -> {});
    Files.delete(folder.resolve("_part-00000.sum")); // they had none
    List<RunRow> before = runRows();
    assertThat(before).hasSize(5).extracting(RunRow::cpuKernels).containsOnly(Optional.empty());
    new Compaction(SPARK, UnguardedStore.writer(store)).compact(ResultTables.ALL, DECEMBER);
    assertThat(root.resolve("tables_monthly/runs/2026-11.parquet")).exists();
    assertThat(folder).doesNotExist();
    assertThat(runRows()).containsExactlyInAnyOrderElementsOf(before);
  }

  private List<RunRow> runRows() {
    return TableReader.read(SPARK, store, RunRow.TABLE).collectAsList().stream()
        .map(RunRow.TABLE::fromSpark)
        .toList();
  }

  @Test
  void aRunWithASecondFileIsLeftAsItIsAndReadWhole() throws IOException {
    Path folder = root.resolve("tables/metrics/run_id=nov-1");
    Files.copy(folder.resolve("part-00000.parquet"), folder.resolve("another.parquet"));
    List<String> before = losses(store);
    new Compaction(SPARK, UnguardedStore.writer(store)).compact(METRICS, DECEMBER);
    assertThat(losses(store)).isEqualTo(before).hasSize(12);
    assertThat(folder.resolve("another.parquet")).exists();
  }

  private static boolean killedBeforeChange(int change, Store store) {
    AtomicInteger left = new AtomicInteger(change);
    StoreWriter dying =
        UnguardedStore.writer(
            store,
            () -> {
              if (left.getAndDecrement() <= 0) {
                throw new Killed();
              }
            });
    try {
      new Compaction(SPARK, dying).compact(METRICS, YearMonth.of(2027, 1));
      return false;
    } catch (Killed e) {
      return true;
    }
  }

  private Path copy(Path target) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.toList()) {
        Files.copy(path, target.resolve(root.relativize(path).toString()));
      }
    }
    return target;
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void rowsThatDifferBeforeAndAfterAreABug() {
    assertThatThrownBy(
            () ->
                RowSum.requireSame(
                    new org.apache.hadoop.fs.Path("m.parquet"),
                    Map.of("a", new RowSum(2, BigDecimal.TEN)),
                    Map.of("a", new RowSum(1, BigDecimal.TEN))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("m.parquet: rows by run must be {a=2 (checksum a)}, are: {a=1 (checksum a)}");
  }

  private static List<String> losses(Store store) {
    return TableReader.read(SPARK, store, MetricRow.TABLE).collectAsList().stream()
        .map(row -> row.getString(0) + " " + row.<Double>getAs("value"))
        .sorted()
        .toList();
  }

  private static List<String> plainLosses(Path root) {
    return SPARK.sql(VIEW.replace("STORE", root.toString())).collectAsList().stream()
        .map(row -> row.getString(0) + " " + row.getDouble(2))
        .sorted()
        .toList();
  }

  private Set<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .filter(file -> file.startsWith("tables"))
          .collect(Collectors.toSet());
    }
  }
}
