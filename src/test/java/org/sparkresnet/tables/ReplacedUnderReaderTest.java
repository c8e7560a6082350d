package org.sparkresnet.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.common.Pause;
import org.sparkresnet.lock.LockHolder;
import org.sparkresnet.store.Examples;
import org.sparkresnet.store.LockedStore;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreLocks;
import org.sparkresnet.store.StoreWriter;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.RunRow;
import org.sparkresnet.testing.LocalSpark;
import org.sparkresnet.testing.Slow;

/**
 * Invariant: a reader finds the old rows, the new rows, or an error, never fewer and never more.
 */
class ReplacedUnderReaderTest {
  private static final SparkSession SPARK = LocalSpark.session();
  private static final RunId A = new RunId("a");
  private static final String MONTH = "month=2026-11";

  @TempDir private Path root;
  private Store store;

  @BeforeEach
  void openStore() {
    store = Store.open(root.toString(), SPARK.sparkContext().hadoopConfiguration());
  }

  private static List<MetricRow> losses(int rows) {
    return IntStream.range(0, rows).mapToObj(i -> Examples.loss(i, Math.sin(i))).toList();
  }

  private Dataset<Row> plain(String folder) {
    return SPARK.read().parquet(root.resolve(folder).toString());
  }

  private static OptionalLong count(Supplier<Dataset<Row>> rows) {
    try {
      return OptionalLong.of(rows.get().count());
    } catch (Exception e) { // Spark's own is checked, and Scala throws it undeclared
      return OptionalLong.empty();
    }
  }

  @Slow
  @ParameterizedTest
  @CsvSource({"10,5000", "0,1", "5000,0", "100,100"})
  void aViewFromBeforeSeesTheOldRowsTheNewOrAnErrorAtEveryStep(int before, int after) {
    new TableWriter(SPARK, UnguardedStore.writer(store), () -> YearMonth.of(2026, 11))
        .replace(MetricRow.TABLE, A, losses(before));
    Dataset<Row> plain = plain("tables/metrics");
    Dataset<Row> own = TableReader.read(SPARK, store, MetricRow.TABLE);
    List<Long> expected = List.of((long) before, (long) after);
    AtomicInteger steps = new AtomicInteger();
    StoreWriter watched =
        UnguardedStore.writer(
            store,
            () -> {
              steps.incrementAndGet();
              count(() -> plain).ifPresent(rows -> assertThat(expected).contains(rows));
              count(() -> own).ifPresent(rows -> assertThat(expected).contains(rows));
              count(() -> plain("tables/metrics"))
                  .ifPresent(rows -> assertThat(expected).contains(rows));
              count(() -> TableReader.ofRun(SPARK, store, MetricRow.TABLE, A))
                  .ifPresent(rows -> assertThat(expected).contains(rows));
            });
    new TableWriter(SPARK, watched, () -> YearMonth.of(2026, 11))
        .replace(MetricRow.TABLE, A, losses(after));
    assertThat(steps.get()).isGreaterThan(4);
    count(() -> plain).ifPresent(rows -> assertThat(expected).contains(rows));
    count(() -> own).ifPresent(rows -> assertThat(expected).contains(rows));
    assertThat(plain("tables/metrics").count()).isEqualTo(after);
    assertThat(TableReader.read(SPARK, store, MetricRow.TABLE).count()).isEqualTo(after);
  }

  /** The old file is unreadable, and the new one has not appeared. */
  @Slow
  @Test
  void aReaderWaitsForAWriterThatIsAlive() throws Exception {
    YearMonth month = YearMonth.of(2026, 11);
    new TableWriter(SPARK, UnguardedStore.writer(store), () -> month)
        .replace(MetricRow.TABLE, A, losses(10));
    Path old = root.resolve("tables/metrics/" + MONTH + "/a.parquet");
    List<Future<Long>> read = new ArrayList<>();
    StoreLocks locks =
        new StoreLocks(
            store, LockHolder.here("local-1"), Duration.ofMinutes(1), Duration.ZERO, note -> {});
    try (LockedStore alive = locks.forRun(A)) {
      StoreWriter slow =
          UnguardedStore.writer(
              store,
              () -> {
                if (read.isEmpty() && Files.size(old) < 100) {
                  read.add(
                      CompletableFuture.supplyAsync(
                          () -> TableReader.ofRun(SPARK, store, MetricRow.TABLE, A).count()));
                  Pause.of(Duration.ofSeconds(2), "during a test");
                }
              });
      new TableWriter(SPARK, slow, () -> month).replace(MetricRow.TABLE, A, losses(5_000));
      alive.requireNotLost();
    }
    assertThat(read).hasSize(1);
    assertThat(read.get(0).get()).isEqualTo(5_000);
  }

  @Slow
  @Test
  void aViewOfManyVersionsAgoSeesNoFewerRows() throws IOException {
    TableWriter writer =
        new TableWriter(SPARK, UnguardedStore.writer(store), () -> YearMonth.of(2026, 11));
    List<Dataset<Row>> views = new ArrayList<>();
    List<Long> expected = new ArrayList<>();
    for (int rows = 1; rows < 3_000; rows = rows * 3 + 1) {
      writer.replace(MetricRow.TABLE, A, losses(rows));
      views.add(plain("tables/metrics"));
      expected.add((long) rows);
      for (Dataset<Row> view : views) {
        count(() -> view).ifPresent(it -> assertThat(expected).contains(it));
      }
      try (var files = Files.list(root.resolve("tables/metrics/" + MONTH))) {
        assertThat(files.map(it -> it.getFileName().toString()).toList())
            .as("one file and its sums")
            .hasSize(2);
      }
    }
  }

  @Test
  void aRunsRowKeepsItsNameFromItsBeginToItsEnd() {
    TableWriter writer =
        new TableWriter(SPARK, UnguardedStore.writer(store), () -> YearMonth.of(2026, 11));
    writer.replace(RunRow.TABLE, A, List.of(row("a", RunStatus.RUNNING, Optional.empty())));
    Dataset<Row> view = plain("tables/runs");
    writer.replace(
        RunRow.TABLE,
        A,
        List.of(row("a", RunStatus.FAILED, Optional.of("a long reason ".repeat(20)))));
    assertThat(view.count()).isEqualTo(1);
    assertThat(root.resolve("tables/runs/" + MONTH + "/a.parquet")).exists();
  }

  private static RunRow row(String id, RunStatus status, Optional<String> error) {
    return RunRow.of(
        "a run",
        status,
        Instant.parse("2026-11-2%d".formatted(id.equals("z") ? 5 : 4) + "T12:00:00Z"),
        Optional.empty(),
        Examples.manifest(id),
        2,
        Optional.empty(),
        error);
  }

  /** Killed before its n-th change: the next writer completes it. */
  @Slow
  @Test
  void aReplacementThatIsKilledLosesNothing() {
    TableWriter writer =
        new TableWriter(SPARK, UnguardedStore.writer(store), () -> YearMonth.of(2026, 11));
    boolean killed = true;
    for (int steps = 0; killed; steps += 2) {
      RunId run = new RunId("run-" + steps);
      writer.replace(MetricRow.TABLE, run, losses(3));
      AtomicInteger left = new AtomicInteger(steps);
      StoreWriter dying =
          UnguardedStore.writer(
              store,
              () -> {
                if (left.getAndDecrement() <= 0) {
                  throw new IllegalStateException("killed");
                }
              });
      try {
        new TableWriter(SPARK, dying, () -> YearMonth.of(2026, 11))
            .replace(MetricRow.TABLE, run, losses(4_000));
        killed = false;
      } catch (IllegalStateException e) {
        assertThat(e).hasMessage("killed");
      }
      TableScan scan = TableScan.ofRun(store, MetricRow.TABLE, run);
      assertThat(scan.damages().isEmpty() ? scan.rows(SPARK).count() : 4_000L)
          .as("killed before change %d", steps)
          .isIn(3L, 4_000L);
      writer.replace(MetricRow.TABLE, run, losses(4_000));
      assertThat(plain("tables/metrics").filter("run_id = '" + run + "'").count()).isEqualTo(4_000);
    }
  }
}
