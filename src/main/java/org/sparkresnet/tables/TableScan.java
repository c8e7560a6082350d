package org.sparkresnet.tables;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
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
import org.sparkresnet.common.SparkJobNames;
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
    List<ScannedFolder.Month> months,
    List<TableDamage> damages) {

  /** All files of a table. */
  public static TableScan of(Store store, Table<?> table) {
    return of(store, table, TableCheck.Depth.READING);
  }

  /** All files of a table, each of which is read whole. */
  public static TableScan ofEveryByte(Store store, Table<?> table) {
    return of(store, table, TableCheck.Depth.EVERY_BYTE);
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
    return ofRuns(store, table, List.of(run));
  }

  /** The file of a run's own, which is read whole. */
  public static TableScan ofEveryByte(Store store, Table<?> table, RunId run) {
    ScannedFolder.Run own =
        ScannedFolder.run(
            store,
            table,
            TableFiles.ofRun(store, table, run).getParent(),
            TableCheck.Depth.EVERY_BYTE);
    return of(store, table, List.of(own), new ScannedFolder.Months(List.of(), List.of()));
  }

  /** The files that have the rows of runs: their own, and, of those without, files of months. */
  public static TableScan ofRuns(Store store, Table<?> table, Collection<RunId> runs) {
    TableCheck.Depth depth = TableCheck.Depth.READING;
    List<ScannedFolder.Run> own =
        runs.stream()
            .map(run -> TableFiles.ofRun(store, table, run).getParent())
            .map(folder -> ScannedFolder.run(store, table, folder, depth))
            .toList();
    List<String> without =
        own.stream().filter(ScannedFolder.Run::isEmpty).map(ScannedFolder.Run::run).toList();
    ScannedFolder.Months months =
        without.isEmpty()
            ? new ScannedFolder.Months(List.of(), List.of())
            : ScannedFolder.months(store, table, depth).of(without);
    return of(store, table, own, months);
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

  /** Runs that have rows, also damaged ones; reads the files of months without sums. */
  public SortedSet<String> knownRuns(SparkSession spark) {
    SortedSet<String> known = new TreeSet<>(runs());
    damages.forEach(damage -> damage.lost().ifPresent(sum -> known.addAll(sum.runs().keySet())));
    List<Path> unknown = new ArrayList<>();
    for (ScannedFolder.Month month : months) {
      month
          .sum()
          .ifPresentOrElse(
              sum -> known.addAll(sum.runs().keySet()), () -> unknown.add(month.file().getPath()));
    }
    if (!unknown.isEmpty()) {
      SparkJobNames.step(
              spark.sparkContext(),
              "runs of table " + table.name(),
              () ->
                  RowFileReader.ofMonths(spark, table, unknown, List.of())
                      .select(Table.RUN_ID)
                      .distinct()
                      .collectAsList())
          .forEach(row -> known.add(row.getString(0)));
    }
    return known;
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
        RowFileReader.ordered(RowFileReader.ofRuns(spark, store, table, files), table.readSchema());
    return months.isEmpty()
        ? rows
        : rows.union(
            RowFileReader.ordered(
                RowFileReader.ofMonths(spark, table, monthFiles(), runs()), table.readSchema()));
  }

  /** Files of the months. */
  List<Path> monthFiles() {
    return months.stream().map(month -> month.file().getPath()).toList();
  }
}
