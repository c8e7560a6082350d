package org.sparkresnet.tables.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
import org.sparkresnet.store.LockedStore;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreLocks;
import org.sparkresnet.store.StoreWriter;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.StoreTemplate;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableReader;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.ResultTables;
import org.sparkresnet.tables.rows.RunRow;
import org.sparkresnet.testing.LocalSpark;
import org.sparkresnet.testing.Nightly;
import org.sparkresnet.testing.RunRows;
import org.sparkresnet.testing.Slow;

class CompactionTest {
  private static final SparkSession SPARK = LocalSpark.session();
  private static final List<Table<?>> METRICS = List.of(MetricRow.TABLE);
  private static final String NOVEMBER = "tables/runs/month=2026-11";
  private static final YearMonth DECEMBER = YearMonth.of(2026, 12);

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

  private static TableWriter writer(StoreWriter writer, String at) {
    return new TableWriter(SPARK, writer, () -> YearMonth.parse(at.substring(0, 7)));
  }

  private void run(String id, String startedAt, RunStatus status, double... losses) {
    RunId run = new RunId(id);
    List<MetricRow> rows = new ArrayList<>();
    for (double loss : losses) {
      rows.add(Examples.loss(rows.size(), loss));
      rows.add(Examples.loss(rows.size(), -loss));
    }
    TableWriter inItsMonth = writer(UnguardedStore.writer(store), startedAt);
    inItsMonth.replace(MetricRow.TABLE, run, rows);
    inItsMonth.replace(
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
            new Compaction.Compacted("runs", 2, 1, 2),
            new Compaction.Compacted("metrics", 2, 1, 4));
    for (String table : List.of("runs", "metrics")) {
      assertThat(files("tables/" + table))
          .as("a file alone stays as it is, and so does a run that goes on")
          .containsExactlyInAnyOrder(
              "month=2026-10/oct.parquet",
              "month=2026-10/_sum-oct.json",
              "month=2026-11/nov-going.parquet",
              "month=2026-11/_sum-nov-going.json",
              "month=2026-11/@merged@NONCE.parquet",
              "month=2026-11/_sum-@merged.json",
              "month=2026-12/dec.parquet",
              "month=2026-12/_sum-dec.json");
    }
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
    assertThat(files("tables/metrics/month=2026-11"))
        .as("in the month of its first rows, under a name that was never used")
        .contains("nov-1@NONCE.parquet", "_sum-nov-1.json", "@merged@NONCE.parquet")
        .doesNotContain("nov-1.parquet");
    new Compaction(SPARK, UnguardedStore.writer(store)).compact(METRICS, YearMonth.of(2027, 1));
    assertThat(losses(store)).isEqualTo(expected);
    assertThat(plainLosses(root)).isEqualTo(expected);
    assertThat(files("tables/metrics"))
        .containsExactlyInAnyOrder(
            "month=2026-10/oct.parquet",
            "month=2026-10/_sum-oct.json",
            "month=2026-11/nov-going.parquet",
            "month=2026-11/_sum-nov-going.json",
            "month=2026-11/@merged@NONCE.parquet",
            "month=2026-11/_sum-@merged.json",
            "month=2026-12/dec.parquet",
            "month=2026-12/_sum-dec.json");
  }

  /** The merged file goes when the last of its runs has a file of its own again. */
  @Slow
  @Test
  void allMergedRunsAreRunAgain() throws IOException {
    new Compaction(SPARK, UnguardedStore.writer(store)).compact(METRICS, DECEMBER);
    run("nov-1", "2026-12-02T00:00:00Z", RunStatus.FINISHED, 20);
    run("nov-2", "2026-12-02T00:00:00Z", RunStatus.FINISHED);
    assertThat(plainLosses(root))
        .isEqualTo(losses(store))
        .filteredOn(row -> row.startsWith("nov-1") || row.startsWith("nov-2"))
        .containsExactly("nov-1 -20.0", "nov-1 20.0");
    assertThat(files("tables/metrics/month=2026-11"))
        .containsExactlyInAnyOrder(
            "nov-going.parquet",
            "_sum-nov-going.json",
            "nov-1@NONCE.parquet",
            "_sum-nov-1.json",
            "nov-2@NONCE.parquet",
            "_sum-nov-2.json");
  }

  @Test
  void aRunThatAJobWorksOnIsLeftAlone() throws IOException {
    try (FolderLock lock =
        FolderLock.acquire(
            UnguardedStore.writer(store).files(),
            store.run(new RunId("nov-2")),
            "run nov-2",
            LockHolder.here("local-1"),
            Duration.ofMinutes(1),
            note -> {})) {
      new Compaction(SPARK, UnguardedStore.writer(store)).compact(ResultTables.ALL, DECEMBER);
      lock.requireHeld();
    }
    assertThat(files("tables/metrics/month=2026-11"))
        .contains("nov-2.parquet", "nov-1.parquet")
        .noneMatch(file -> file.contains("merged"));
  }

  @Test
  void aKilledRunOfACommandThatDoesNotContinueOneIsMergedWhenItsLockIsOld() throws IOException {
    RunRow going = row("nov-going");
    RunId killed = new RunId("nov-going");
    writer.replace(RunRow.TABLE, killed, List.of(RunRows.with(going, "evaluate", going.status())));
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
    String own = "nov-going.parquet";
    new Compaction(SPARK, UnguardedStore.writer(store)).compact(ResultTables.ALL, DECEMBER);
    assertThat(files(NOVEMBER)).as("it may be alive").contains(own);
    String at = Instant.now().minus(Duration.ofDays(2)).toString();
    Files.writeString(
        lock, heartbeat.replaceFirst("\"at\"( ?: ?)\"[^\"]*\"", "\"at\"$1\"" + at + "\""));
    new Compaction(SPARK, UnguardedStore.writer(store)).compact(ResultTables.ALL, DECEMBER);
    assertThat(files(NOVEMBER)).doesNotContain(own);
    assertThat(row("nov-going")).isEqualTo(RunRows.with(going, "evaluate", going.status()));
  }

  /** Left by a power cut, or with a clock that was wrong: it must not keep the run for ever. */
  @Slow
  @ParameterizedTest
  @ValueSource(strings = {"empty", "of the future"})
  void aLockWithoutASignIsJudgedByItsAge(String kind) throws IOException {
    RunRow going = row("nov-going");
    RunId killed = new RunId("nov-going");
    writer.replace(RunRow.TABLE, killed, List.of(RunRows.with(going, "evaluate", going.status())));
    Path lock = root.resolve("runs/nov-going/lock/000001.json");
    Files.createDirectories(lock.getParent());
    String own = "nov-going.parquet";
    if (kind.equals("empty")) {
      Files.createFile(lock);
      new Compaction(SPARK, UnguardedStore.writer(store)).compact(ResultTables.ALL, DECEMBER);
      assertThat(files(NOVEMBER)).as("it may just be written").contains(own);
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
    assertThat(files(NOVEMBER)).doesNotContain(own);
    assertThat(row("nov-going")).isEqualTo(RunRows.with(going, "evaluate", going.status()));
  }

  private RunRow row(String id) {
    return RunRow.TABLE.fromSpark(
        TableReader.ofRun(SPARK, store, RunRow.TABLE, new RunId(id)).first());
  }

  /**
   * Dies before its n-th change of a file, and leaves all as it is then; before each of them a
   * program that knows nothing of the project reads the table. Other stores are stopped at every
   * operation by the tests of faults.
   */
  @Test
  @Nightly
  void wasItKilledNoRowIsLostOrRepeatedAndTheNextCompactionCompletesIt(@TempDir Path copies)
      throws IOException {
    List<String> before = losses(store);
    killedAtEveryChange(
        copies,
        before,
        before,
        writer -> new Compaction(SPARK, writer).compact(METRICS, YearMonth.of(2027, 1)));
  }

  @Test
  @Nightly
  void aMergedRunThatIsRunAgainIsThereOnceAtEveryStep(@TempDir Path copies) throws IOException {
    new Compaction(SPARK, UnguardedStore.writer(store)).compact(METRICS, DECEMBER);
    List<String> before = losses(store);
    List<String> after = new ArrayList<>(before);
    after.removeAll(List.of("nov-1 2.0", "nov-1 -2.0"));
    after.addAll(List.of("nov-1 7.0", "nov-1 8.0", "nov-1 9.0"));
    after.sort(null);
    killedAtEveryChange(
        copies,
        before,
        after,
        writer ->
            writer(writer, "2027-01")
                .replace(
                    MetricRow.TABLE,
                    new RunId("nov-1"),
                    List.of(Examples.loss(0, 7), Examples.loss(1, 8), Examples.loss(2, 9))));
  }

  private void killedAtEveryChange(
      Path copies, List<String> before, List<String> after, Consumer<StoreWriter> job)
      throws IOException {
    boolean killed = true;
    for (int steps = 0; killed; steps++) {
      Path copy = copy(copies.resolve("killed-at-" + steps));
      Store left = Store.open(copy.toString(), SPARK.sparkContext().hadoopConfiguration());
      AtomicInteger countdown = new AtomicInteger(steps);
      StoreWriter dying =
          UnguardedStore.writer(
              left,
              () -> {
                if (countdown.getAndDecrement() <= 0) {
                  throw new Killed();
                }
              });
      try {
        job.accept(dying);
        killed = false;
      } catch (Killed e) {
        assertThat(e).isNotNull();
      }
      String stage = "killed before change " + steps;
      Optional<List<String>> plain = attempt(() -> plainLosses(copy));
      plain.ifPresent(rows -> assertThat(rows).as(stage).isIn(before, after));
      Optional<List<String>> own = attempt(() -> losses(left));
      own.ifPresent(rows -> assertThat(rows).as(stage).isIn(before, after));
      job.accept(UnguardedStore.writer(left));
      assertThat(losses(left)).as("completed after change %d", steps).isEqualTo(after);
      assertThat(plainLosses(copy)).as("completed after change %d", steps).isEqualTo(after);
      assertThat(
              Stream.of(copy.resolve("tables/metrics/month=2026-11").toFile().list())
                  .filter(name -> name.startsWith("_") && !name.startsWith("_sum-"))
                  .toList())
          .as("completed after change %d", steps)
          .isEmpty();
    }
  }

  private static Optional<List<String>> attempt(Supplier<List<String>> reading) {
    try {
      return Optional.of(reading.get());
    } catch (Exception e) { // Spark's own is checked, and Scala throws it undeclared
      return Optional.empty();
    }
  }

  /** Reads a view from before, and one of now, before each change. */
  @Test
  @Slow
  void readersFindEachRowOnceOrFailAtEveryStep() {
    List<String> before = losses(store);
    Dataset<Row> view = SPARK.read().parquet(root.resolve("tables/metrics").toString());
    AtomicInteger read = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    StoreWriter watched =
        UnguardedStore.writer(
            store,
            () -> {
              for (Supplier<List<String>> reading :
                  List.<Supplier<List<String>>>of(
                      () -> plainLosses(root), () -> losses(store), () -> texts(view))) {
                Optional<List<String>> rows = attempt(reading);
                (rows.isPresent() ? read : failed).incrementAndGet();
                rows.ifPresent(it -> assertThat(it).isEqualTo(before));
              }
            });
    new Compaction(SPARK, watched).compact(METRICS, DECEMBER);
    assertThat(read.get()).isPositive();
    assertThat(failed.get()).as("readers in the middle").isPositive();
    assertThat(plainLosses(root)).isEqualTo(before);
  }

  /** A job begins to work on a run when its rows are about to be moved. */
  @Test
  void aRunThatAJobBeginsToWorkOnMeanwhileKeepsItsFile() throws IOException {
    List<String> before = losses(store);
    List<FolderLock> locks = new ArrayList<>();
    StoreWriter slow =
        UnguardedStore.writer(
            store,
            () -> {
              if (locks.isEmpty()
                  && Stream.of(root.resolve("tables/metrics/month=2026-11").toFile().list())
                      .anyMatch(name -> name.startsWith("_swap-"))) { // before the look at it
                locks.add(
                    FolderLock.acquire(
                        UnguardedStore.writer(store).files(),
                        store.run(new RunId("nov-1")),
                        "run nov-1",
                        LockHolder.here("local-1"),
                        Duration.ofMinutes(1),
                        note -> {}));
              }
            });
    assertThat(new Compaction(SPARK, slow).compact(METRICS, DECEMBER)).isEmpty();
    assertThat(locks).hasSize(1);
    locks.get(0).close();
    assertThat(files("tables/metrics/month=2026-11"))
        .containsExactlyInAnyOrder(
            "nov-1.parquet",
            "_sum-nov-1.json",
            "nov-2.parquet",
            "_sum-nov-2.json",
            "nov-going.parquet",
            "_sum-nov-going.json");
    assertThat(plainLosses(root)).isEqualTo(before);
    assertThat(new Compaction(SPARK, UnguardedStore.writer(store)).compact(METRICS, DECEMBER))
        .hasSize(1);
  }

  /** As a retraining writes the row of its decision, under the lock of the retraining. */
  @Test
  void aRunWhoseRowsAreWrittenUnderAnotherLockIsLeftAlone() throws IOException {
    StoreLocks locks =
        new StoreLocks(
            store, LockHolder.here("local-1"), Duration.ofMinutes(1), Duration.ZERO, note -> {});
    List<Compaction.Compacted> meanwhile = new ArrayList<>();
    try (LockedStore retraining =
        locks.forFolder(
            new org.apache.hadoop.fs.Path(store.root(), "models/m/retraining"), "retraining")) {
      writer(retraining.writer(), "2026-11")
          .replace(
              MetricRow.TABLE,
              new RunId("nov-1"),
              MetricRow.TABLE.dataset(SPARK, List.of(Examples.loss(0, 7))),
              written -> meanwhile.addAll(compact(locks)));
    }
    assertThat(meanwhile).isEmpty();
    assertThat(files("tables/metrics/month=2026-11"))
        .contains("nov-1.parquet", "nov-2.parquet")
        .noneMatch(file -> file.contains("merged"));
    assertThat(compact(locks)).containsExactly(new Compaction.Compacted("metrics", 2, 1, 3));
    assertThat(losses(store)).contains("nov-1 7.0").doesNotContain("nov-1 2.0", "nov-1 -2.0");
  }

  private static List<Compaction.Compacted> compact(StoreLocks locks) {
    try (LockedStore tables = locks.forTables()) {
      return new Compaction(SPARK, tables.writer()).compact(METRICS, DECEMBER);
    }
  }

  /** Names that runs may have must not be taken for other files. */
  @Slow
  @Test
  void runsWithUnusualNamesAreMergedAndReplaced() {
    List<String> ids =
        List.of(
            "tmp-a", "merged", "a", "a.parquet", "a-1", "sum-a.json", "next-a", "2026-11", "007");
    for (String id : ids) {
      run(id, "2026-11-03T00:00:00Z", RunStatus.FINISHED, 1, 2);
    }
    List<String> before = losses(store);
    assertThat(plainLosses(root)).isEqualTo(before).hasSize(46);
    new Compaction(SPARK, UnguardedStore.writer(store)).compact(METRICS, DECEMBER);
    assertThat(losses(store)).isEqualTo(before);
    assertThat(plainLosses(root)).isEqualTo(before);
    for (String id : ids) {
      run(id, "2026-12-03T00:00:00Z", RunStatus.FINISHED, 1, 2);
    }
    assertThat(losses(store)).isEqualTo(before);
    assertThat(plainLosses(root)).isEqualTo(before);
  }

  @Test
  void aFileOfAnotherProgramIsNamed() throws IOException {
    Path folder = root.resolve("tables/metrics/month=2026-11");
    Files.copy(folder.resolve("nov-1.parquet"), folder.resolve("nov-1 (copy).parquet"));
    assertThatThrownBy(
            () -> new Compaction(SPARK, UnguardedStore.writer(store)).compact(METRICS, DECEMBER))
        .hasMessageContaining("nov-1 (copy).parquet is damaged (another program put it there)");
  }

  @Test
  void aFileWithoutSumsIsLeftAsItIs() throws IOException {
    Path folder = root.resolve("tables/metrics/month=2026-11");
    Files.copy(folder.resolve("nov-1.parquet"), folder.resolve("another.parquet"));
    List<String> before = losses(store);
    new Compaction(SPARK, UnguardedStore.writer(store)).compact(METRICS, DECEMBER);
    assertThat(losses(store)).isEqualTo(before).hasSize(12);
    assertThat(folder.resolve("another.parquet")).exists();
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

  private static List<String> losses(Store store) {
    return TableReader.read(SPARK, store, MetricRow.TABLE).collectAsList().stream()
        .map(row -> row.getString(0) + " " + row.<Double>getAs("value"))
        .sorted()
        .toList();
  }

  /** As any program reads the one tree. */
  private static List<String> plainLosses(Path root) {
    return texts(SPARK.read().parquet(root.resolve("tables/metrics").toString()));
  }

  private static List<String> texts(Dataset<Row> rows) {
    return rows.collectAsList().stream()
        .map(row -> row.<String>getAs("run_id") + " " + row.<Double>getAs("value"))
        .sorted()
        .toList();
  }

  /** Files in a folder of the store, with NONCE for random digits. */
  private Set<String> files(String folder) throws IOException {
    try (Stream<Path> all = Files.walk(root.resolve(folder))) {
      return all.filter(Files::isRegularFile)
          .map(file -> root.resolve(folder).relativize(file).toString())
          .map(file -> file.replaceAll("@[0-9a-f]{8}\\b", "@NONCE"))
          .collect(Collectors.toSet());
    }
  }
}
