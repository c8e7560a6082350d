package org.sparkresnet.tables;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.files.AsideNames;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.rowfiles.RowFilePublication;
import org.sparkresnet.rowfiles.RowFiles;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreWriter;

/**
 * Moves the rows of ended and of killed runs from one file for each run to one file for each month,
 * the month in which the run began, UTC.
 *
 * <p>In each table first every month's file that changes is written whole, forced to disk, read
 * again and renamed. Only then the runs' own files are renamed away and deleted, one by one. A
 * reader that prefers a run's own file, as {@link TableFiles} tells, sees every row once at any
 * moment. The next compaction completes one that was killed: it merges the runs' files that are
 * left once more. A run that is run again later has its own file again, which counts until the next
 * compaction drops the run's old rows.
 *
 * <p>The newest run of a table keeps its own file, so that the folder always has one, with today's
 * columns. One compaction of a store at a time. Driver only.
 */
public final class Compaction {
  /** Beginning of the names aside of merged folders in older versions; no run id begins so. */
  private static final String MERGED = "-merged-";

  /** Commands that do not continue a run: one that is RUNNING and has no job was killed. */
  private static final Set<String> ONE_ATTEMPT = Set.of("bench", "evaluate", "score");

  /** Many leases of a lock, and more than clocks differ. */
  private static final Duration LONGEST_SILENCE = Duration.ofDays(1);

  private final SparkSession spark;
  private final StoreWriter writer;
  private final Store store;

  /** Compacts tables of the store with the session. */
  public Compaction(SparkSession spark, StoreWriter writer) {
    this.spark = spark;
    this.writer = writer;
    this.store = writer.store();
  }

  /**
   * Counts of a table's compaction.
   *
   * @param runs whose files were merged
   * @param months files that were written
   * @param rows of these runs, the same before and after
   */
  public record Compacted(String table, int runs, int months, long rows) {}

  /** Row of the table {@code runs}, as far as it is needed. */
  private record Started(String runId, String command, RunStatus status, Instant startedAt) {
    static final TableView<Started> VIEW = TableView.of(RunRow.TABLE, Started.class);
  }

  /**
   * Month and time of a run from the table {@code runs}.
   *
   * @param goesOn whether the run works, or may be continued
   */
  private record Run(YearMonth month, Instant startedAt, boolean goesOn) {}

  /**
   * Compacts tables; the result leaves out the tables in which there was nothing to do.
   *
   * @param before only runs that began before this month
   * @throws IllegalStateException if rows were lost or repeated; nothing was deleted then
   * @throws org.sparkresnet.common.UserError if the store cannot be read or written
   */
  public List<Compacted> compact(List<Table<?>> tables, YearMonth before) {
    Map<String, Run> known = knownRuns();
    List<Compacted> done = new ArrayList<>();
    for (Table<?> table : tables) {
      deleteLeftovers(table);
      TableScan scan = TableScan.ofEveryByte(store, table).requireWhole();
      Map<String, List<FileStatus>> own = scan.own();
      SortedMap<String, YearMonth> chosen = choose(own, known, before);
      if (!chosen.isEmpty()) {
        done.add(
            SparkJobNames.step(
                spark.sparkContext(),
                "compaction of table " + table.name(),
                () -> compact(scan, chosen)));
      }
    }
    return done;
  }

  private Map<String, Run> knownRuns() {
    Map<String, Run> runs = new HashMap<>();
    for (Started run : Started.VIEW.list(TableReader.read(spark, store, RunRow.TABLE))) {
      runs.put(
          run.runId(),
          new Run(
              YearMonth.from(run.startedAt().atZone(ZoneOffset.UTC)),
              run.startedAt(),
              run.status() == RunStatus.RUNNING && !ONE_ATTEMPT.contains(run.command())));
    }
    return runs;
  }

  /**
   * The runs to compact, with their months. A run into whose folder another program put a second
   * file is left as it is, because a compaction cannot tell which of the two files counts.
   */
  private SortedMap<String, YearMonth> choose(
      Map<String, List<FileStatus>> own, Map<String, Run> known, YearMonth before) {
    SortedMap<String, YearMonth> chosen = new TreeMap<>();
    String newest = null;
    Instant newestAt = Instant.MIN;
    for (Map.Entry<String, List<FileStatus>> entry : own.entrySet()) {
      String id = entry.getKey();
      Run run = known.getOrDefault(id, unknown(entry.getValue().get(0)));
      if (run.startedAt().isAfter(newestAt)) {
        newest = id;
        newestAt = run.startedAt();
      }
      if (entry.getValue().size() == 1
          && !run.goesOn()
          && run.month().isBefore(before)
          && !isBusy(id)) {
        chosen.put(id, run.month());
      }
    }
    if (newest != null) {
      chosen.remove(newest);
    }
    return chosen;
  }

  /** A run without a row in the table runs, which is written last. */
  private static Run unknown(FileStatus file) {
    Instant written = Instant.ofEpochMilli(file.getModificationTime());
    return new Run(YearMonth.from(written.atZone(ZoneOffset.UTC)), written, false);
  }

  /**
   * A holder of a run's lock that was silent for so long died with it. A sign from so far in the
   * future is one of a wrong clock, and would keep the run for ever.
   */
  private boolean isBusy(String id) {
    Instant now = Instant.now();
    return store
        .lastSign(store.run(new RunId(id)))
        .filter(sign -> Duration.between(sign, now).abs().compareTo(LONGEST_SILENCE) < 0)
        .isPresent();
  }

  private Compacted compact(TableScan scan, SortedMap<String, YearMonth> chosen) {
    Table<?> table = scan.table();
    Map<String, List<FileStatus>> own = scan.own();
    Set<YearMonth> months = new TreeSet<>(chosen.values());
    months.addAll(monthsWithOldRows(scan, chosen.keySet()));
    long rows = 0;
    for (YearMonth month : months) {
      Set<String> added =
          chosen.keySet().stream()
              .filter(id -> chosen.get(id).equals(month))
              .collect(Collectors.toCollection(TreeSet::new));
      rows += rewrite(scan, month, added);
    }
    chosen.keySet().forEach(id -> delete(id, own.get(id).get(0)));
    return new Compacted(table.name(), chosen.size(), months.size(), rows);
  }

  /** Months' files with rows of runs that have been run again since. */
  private Set<YearMonth> monthsWithOldRows(TableScan scan, Collection<String> runs) {
    Set<YearMonth> found = new HashSet<>();
    for (ScannedFolder.Month month : scan.months()) {
      List<Path> file = List.of(month.file().getPath());
      if (!RowFileReader.ofMonths(spark, scan.table(), file, List.of())
          .filter(col(Table.RUN_ID).isin(runs.toArray()))
          .isEmpty()) {
        found.add(month.month());
      }
    }
    return found;
  }

  /**
   * Writes a month's file anew: its rows, without those of runs that have a file of their own, and
   * the rows of the runs that are added.
   *
   * @return rows of the runs that are added
   */
  private long rewrite(TableScan scan, YearMonth month, Set<String> added) {
    Table<?> table = scan.table();
    Map<String, List<FileStatus>> own = scan.own();
    Path target = TableFiles.ofMonth(store, table, month);
    List<Path> old =
        scan.months().stream()
            .filter(it -> it.month().equals(month))
            .map(it -> it.file().getPath())
            .toList();
    Dataset<Row> kept =
        ParquetFile.select(
            RowFileReader.ofMonths(spark, table, old, own.keySet()),
            table.name(),
            table.monthlySchema());
    Dataset<Row> moved =
        ParquetFile.select(
            RowFileReader.ofRuns(
                spark, store, table, added.stream().map(id -> own.get(id).get(0)).toList()),
            table.name(),
            table.monthlySchema());
    Dataset<Row> all = kept.union(moved);
    Map<String, RowSum> expected = RowSum.ofRuns(all);
    try {
      writer
          .files()
          .change(
              target,
              () ->
                  ParquetFile.replace(
                      writer.files(),
                      all.repartition(1).sortWithinPartitions(Table.RUN_ID),
                      ParquetFile.SNAPPY,
                      writer.files().aside(target),
                      new RowFilePublication(
                              writer.files(), RowFiles.of(target), RowSum.rows(expected))
                          ::publish,
                      written -> RowSum.requireSame(target, expected, RowSum.ofRuns(written))));
    } catch (IOException e) {
      throw FileErrors.cannot("write", target, e);
    }
    return added.stream().map(expected::get).filter(Objects::nonNull).mapToLong(RowSum::rows).sum();
  }

  /**
   * Puts back the runs' folders that a stopped compaction has merged and renamed: a job may have
   * written there in that moment. The rows count once, and are merged again.
   */
  private void deleteLeftovers(Table<?> table) {
    Path folder = TableFiles.folder(store, table);
    for (String name : store.names(folder)) {
      Path aside = new Path(folder, name);
      if (name.startsWith(AsideNames.ofOlderVersions(folder, MERGED).getName())) {
        writer.delete(aside);
      } else if (AsideNames.isAside(aside) && AsideNames.isOfPartition(aside)) {
        for (String run : store.names(aside)) {
          Path own = new Path(folder, run);
          if (!store.exists(own)) {
            putBack(new Path(aside, run), own);
          }
        }
        writer.delete(aside);
      }
    }
  }

  /** Deletes a run's own file, unless a job has begun to work on the run in the meantime. */
  private void delete(String id, FileStatus merged) {
    if (isBusy(id) || !TableFiles.isUnchanged(store, merged)) {
      return; // the run's file counts, and the next compaction merges it
    }
    Path folder = merged.getPath().getParent();
    Path aside = writer.moveAway(folder);
    if (TableFiles.isSame(store, merged, new Path(aside, merged.getPath().getName()))
        || store.exists(merged.getPath())) {
      writer.delete(aside.getParent());
    } else {
      putBack(aside, folder);
      writer.delete(aside.getParent());
    }
  }

  /** A writer published a newer file between the look at the old one and the rename. */
  private void putBack(Path aside, Path folder) {
    try {
      writer.files().change(folder, () -> writer.files().publish(aside, folder));
    } catch (IOException e) {
      throw FileErrors.cannot("write", folder, e);
    }
  }
}
