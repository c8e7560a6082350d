package org.sparkresnet.tables;

import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.UserError;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;

/**
 * Row files of a table, as they were listed and checked. Driver only, several threads.
 *
 * @param own each run's own whole files: one, unless another program put more there
 * @param months the whole files of months
 * @param damages what cannot be read
 */
public record TableScan(
    Store store,
    Table<?> table,
    SortedMap<String, List<FileStatus>> own,
    List<Month> months,
    List<TableDamage> damages) {

  /**
   * File of a month.
   *
   * @param sum with rows by run; empty for a file of an earlier version of this program
   */
  record Month(YearMonth month, FileStatus file, Optional<TableSum> sum) {
    boolean mayHave(String run) {
      return sum.isEmpty() || sum.get().runs().containsKey(run);
    }
  }

  /** All files of a table. */
  public static TableScan of(Store store, Table<?> table) {
    return of(store, table, TableCheck.Depth.READING);
  }

  /** All files of a table, checked to a depth. */
  static TableScan of(Store store, Table<?> table, TableCheck.Depth depth) {
    // Months are looked for after the runs: a compaction publishes before it removes.
    List<ScannedFolder.Run> runs =
        TableFiles.runFolders(store, table).parallelStream()
            .map(folder -> ScannedFolder.run(store, table, folder, depth))
            .toList();
    return of(store, table, runs, ScannedFolder.months(store, table, depth));
  }

  /** The files that have the rows of a run: its own, or, without one, those of months. */
  public static TableScan ofRun(Store store, Table<?> table, RunId run) {
    TableCheck.Depth depth = TableCheck.Depth.READING;
    ScannedFolder.Run own =
        ScannedFolder.run(store, table, TableFiles.ofRun(store, table, run).getParent(), depth);
    ScannedFolder.Months months =
        own.isEmpty()
            ? ScannedFolder.months(store, table, depth).of(run.value())
            : new ScannedFolder.Months(List.of(), List.of());
    return of(store, table, List.of(own), months);
  }

  private static TableScan of(
      Store store, Table<?> table, List<ScannedFolder.Run> runs, ScannedFolder.Months months) {
    SortedMap<String, List<FileStatus>> own = new TreeMap<>();
    List<TableDamage> damages = new ArrayList<>();
    for (ScannedFolder.Run run : runs) {
      if (!run.files().isEmpty()) {
        own.put(run.run(), run.files());
      }
      damages.addAll(run.damages());
    }
    damages.addAll(months.damages());
    return new TableScan(store, table, own, months.files(), List.copyOf(damages));
  }

  /**
   * Requires that nothing is damaged.
   *
   * @throws UserError of code DATA that names the file and the command that mends it
   */
  public TableScan requireWhole() {
    if (!damages.isEmpty()) {
      throw TableDamage.error(store, damages);
    }
    return this;
  }

  /** Runs that have a file of their own, which may be damaged. */
  public Set<String> runs() {
    Set<String> runs = new HashSet<>(own.keySet());
    damages.forEach(damage -> damage.run().ifPresent(runs::add));
    return runs;
  }

  /** Rows of the whole files, with the columns of {@link Table#readSchema()}; lazy. */
  public Dataset<Row> rows(SparkSession spark) {
    List<FileStatus> files = own.values().stream().flatMap(List::stream).toList();
    Dataset<Row> rows =
        TableReader.ordered(TableReader.ofRuns(spark, store, table, files), table.readSchema());
    return months.isEmpty()
        ? rows
        : rows.union(
            TableReader.ordered(
                TableReader.ofMonths(spark, table, monthFiles(), runs()), table.readSchema()));
  }

  /** Files of the months. */
  List<Path> monthFiles() {
    return months.stream().map(month -> month.file().getPath()).toList();
  }
}
