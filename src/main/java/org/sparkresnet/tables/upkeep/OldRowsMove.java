package org.sparkresnet.tables.upkeep;

import java.time.YearMonth;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreWriter;
import org.sparkresnet.tables.OldFiles;
import org.sparkresnet.tables.OldRows;
import org.sparkresnet.tables.RowFileReader;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableScan;

/**
 * Plan for the rows of a table that are in files of earlier versions: which runs' rows belong to
 * which month of today's tree. The files are removed when all their runs are there.
 *
 * @param byMonth runs to move
 */
record OldRowsMove(TableScan scan, SortedMap<YearMonth, SortedSet<String>> byMonth) {
  /** Plans a move of all runs on which nobody works. */
  static OldRowsMove plan(TableScan scan, SparkSession spark, MergeableRuns runs) {
    SortedMap<YearMonth, SortedSet<String>> byMonth = new TreeMap<>();
    OldRows old = scan.old();
    Set<String> today = scan.runsOfToday();
    old.own()
        .forEach(
            (run, files) -> {
              if (files.size() == 1 && !runs.isBusy(run)) {
                add(byMonth, runs.month(run, files.get(0)), run);
              }
            });
    for (OldRows.Month month : old.months()) {
      for (String run : runsOf(month, scan.table(), spark)) {
        if (!today.contains(run) && !old.own().containsKey(run) && !runs.isBusy(run)) {
          add(byMonth, month.month(), run);
        }
      }
    }
    return new OldRowsMove(scan, byMonth);
  }

  private static void add(
      SortedMap<YearMonth, SortedSet<String>> byMonth, YearMonth month, String run) {
    if (byMonth.values().stream().noneMatch(runs -> runs.contains(run))) {
      byMonth.computeIfAbsent(month, it -> new TreeSet<>()).add(run);
    }
  }

  private static Collection<String> runsOf(
      OldRows.Month month, Table<?> table, SparkSession spark) {
    return month
        .sum()
        .<Collection<String>>map(sum -> sum.runs().keySet())
        .orElseGet(
            () ->
                RowFileReader.read(spark, table, List.of(month.file().getPath()))
                    .select(Table.RUN_ID)
                    .distinct()
                    .collectAsList()
                    .stream()
                    .map(row -> row.getString(0))
                    .toList());
  }

  /** Months to which rows move. */
  Set<YearMonth> months() {
    return byMonth.keySet();
  }

  /** Runs whose rows move to a month. */
  Collection<String> runs(YearMonth month) {
    return byMonth.getOrDefault(month, new TreeSet<>());
  }

  /** Rows that move to a month; empty if there are none. */
  Optional<Dataset<Row>> rows(SparkSession spark, YearMonth month) {
    Collection<String> runs = runs(month);
    return runs.isEmpty()
        ? Optional.empty()
        : Optional.of(
            scan.old()
                .rows(spark, Set.of())
                .filter(functions.col(Table.RUN_ID).isin(runs.toArray())));
  }

  /** Removes the files whose runs are all in today's tree, and the folders that are empty then. */
  void removeFiles(SparkSession spark, StoreWriter writer) {
    if (scan.old().own().isEmpty() && scan.old().months().isEmpty()) {
      removeFolders(writer);
      return;
    }
    Store store = scan.store();
    TableScan now = TableScan.ofEveryByte(store, scan.table()).requireWhole();
    Set<String> today = now.runsOfToday();
    for (Path folder : OldFiles.runFolders(store, OldFiles.folder(store, scan.table()))) {
      if (today.contains(OldFiles.run(folder))) {
        writer.delete(folder);
      }
    }
    Set<String> left = now.old().own().keySet();
    for (OldRows.Month month : now.old().months()) {
      if (runsOf(month, scan.table(), spark).stream()
          .allMatch(run -> today.contains(run) || left.contains(run))) {
        removeFiles(month, writer);
      }
    }
    removeFolders(writer);
  }

  /** The rows last: sums without rows tell readers that rows are missing. */
  private static void removeFiles(OldRows.Month month, StoreWriter writer) {
    Path rows = month.file().getPath();
    for (FileStatus file : writer.store().list(rows.getParent())) {
      String name = file.getPath().getName();
      if (OldFiles.isOfMonth(name)
          && OldFiles.month(name).equals(month.month())
          && !name.equals(rows.getName())) {
        writer.delete(file.getPath());
      }
    }
    writer.delete(rows);
  }

  private void removeFolders(StoreWriter writer) {
    Store store = scan.store();
    for (Path folder :
        List.of(
            OldFiles.folder(store, scan.table()),
            OldFiles.monthly(store, scan.table()),
            OldFiles.root(store),
            OldFiles.monthlyRoot(store))) {
      List<FileStatus> content = store.list(folder);
      if (store.exists(folder)
          && content.stream().allMatch(it -> it.getPath().getName().equals("lock"))) {
        writer.delete(folder);
      }
    }
  }
}
