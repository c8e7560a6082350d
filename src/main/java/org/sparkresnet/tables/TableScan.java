package org.sparkresnet.tables;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.UserError;
import org.sparkresnet.rowfiles.RowFiles;
import org.sparkresnet.rowfiles.TableSum;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;

/**
 * Row files of a table, as they were listed and checked. Driver only, several threads.
 *
 * @param own each run's own whole file
 * @param merged the whole files of merged rows
 * @param old files of earlier versions, of runs that are in no file of today's
 * @param damages what cannot be read, also of the old files
 */
public record TableScan(
    Store store,
    Table<?> table,
    SortedMap<String, OwnFile> own,
    List<MergedFile> merged,
    OldRows old,
    List<TableDamage> damages) {

  /**
   * A run's own file.
   *
   * @param sum empty if a writer is about to write it, or was stopped before it
   */
  public record OwnFile(FileStatus file, Optional<TableSum> sum) {}

  /**
   * Merged rows of a month.
   *
   * @param sum with rows by run
   */
  public record MergedFile(FileStatus file, TableSum sum) {
    /** The folder of the month. */
    public Path folder() {
      return file.getPath().getParent();
    }
  }

  /** All files of a table. */
  public static TableScan of(Store store, Table<?> table) {
    return of(store, table, TableCheck.Depth.READING, Optional.empty());
  }

  /** All files of a table, each of which is read whole. */
  public static TableScan ofEveryByte(Store store, Table<?> table) {
    return of(store, table, TableCheck.Depth.EVERY_BYTE, Optional.empty());
  }

  /** The files that have the rows of a run. */
  public static TableScan ofRun(Store store, Table<?> table, RunId run) {
    return ofRuns(store, table, List.of(run));
  }

  /** The files that have the rows of runs. */
  public static TableScan ofRuns(Store store, Table<?> table, Collection<RunId> runs) {
    return of(
        store,
        table,
        TableCheck.Depth.READING,
        Optional.of(runs.stream().map(RunId::value).toList()));
  }

  /** The files that have the rows of a run, which the caller has locked; its own are read whole. */
  public static TableScan ofLockedRun(Store store, Table<?> table, RunId run) {
    return of(store, table, TableCheck.Depth.EVERY_BYTE_OF_RUNS, Optional.of(List.of(run.value())));
  }

  /**
   * @param runs whose rows are wanted; empty for all
   */
  private static TableScan of(
      Store store, Table<?> table, TableCheck.Depth depth, Optional<List<String>> runs) {
    // A compaction moves old rows to today's tree, where they are looked for afterwards.
    OldRows old = OldRows.scan(store, table, depth, runs.map(it -> it));
    Predicate<String> isWanted = runs.isEmpty() ? run -> true : runs.get()::contains;
    List<ScannedFolder> folders =
        TableFiles.months(store, table).parallelStream()
            .map(folder -> ScannedFolder.scan(store, table, folder, depth, isWanted))
            .toList();
    SortedMap<String, OwnFile> own = new TreeMap<>();
    List<MergedFile> merged = new ArrayList<>();
    List<TableDamage> damages = new ArrayList<>();
    for (ScannedFolder folder : folders) {
      folder.own().forEach(it -> own.put(it.stem(), new OwnFile(it.file(), it.sum())));
      folder
          .merged()
          .map(it -> new MergedFile(it.file(), it.sum().orElseThrow()))
          .filter(it -> runs.isEmpty() || it.sum().runs().keySet().stream().anyMatch(isWanted))
          .ifPresent(merged::add);
      damages.addAll(folder.damages());
    }
    TableScan scan = new TableScan(store, table, own, List.copyOf(merged), old, damages);
    Set<String> known = scan.runsOfToday();
    OldRows rest = old.without(known);
    if (runs.isPresent()) {
      rest = rest.of(runs.get().stream().filter(run -> !known.contains(run)).toList());
      // No run has rows in a file of its own and merged ones.
      List<String> others = runs.get().stream().filter(run -> !own.containsKey(run)).toList();
      damages.removeIf(
          damage -> !damage.mayHaveAny(damage.run().isPresent() ? runs.get() : others));
    }
    damages.addAll(rest.damages());
    return new TableScan(store, table, own, scan.merged, rest, List.copyOf(damages));
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

  /** Fault of the rows whose sums are damaged, by footer and columns; empty if none is seen. */
  public Optional<String> faultBehind(TableDamage sums) {
    List<FileStatus> present = filesBehind(sums);
    TableCheck check = new TableCheck(store, table.name(), sums.run(), TableCheck.Depth.EVERY_BYTE);
    return present.isEmpty()
        ? Optional.of("the file is missing")
        : present.stream().flatMap(file -> check.faultWithoutSum(file).stream()).findFirst();
  }

  /** Files of the rows whose sums are damaged. */
  public List<FileStatus> filesBehind(TableDamage sums) {
    RowFiles names = OldFiles.names(sums);
    return names.among(store.list(names.folder()));
  }

  /** Runs that have rows, also damaged ones; reads old files of months without sums. */
  public SortedSet<String> knownRuns(SparkSession spark) {
    SortedSet<String> known = new TreeSet<>(runs());
    merged.forEach(it -> known.addAll(it.sum().runs().keySet()));
    damages.forEach(damage -> damage.lost().ifPresent(sum -> known.addAll(sum.runs().keySet())));
    known.addAll(old.runsOfMonths(spark));
    return known;
  }

  /** Runs that have a file of their own, which may be damaged. */
  public Set<String> runs() {
    Set<String> runs = new HashSet<>(own.keySet());
    runs.addAll(old.own().keySet());
    damages.forEach(damage -> damage.run().ifPresent(runs::add));
    return runs;
  }

  /** Runs with rows in today's tree, also damaged ones: their older rows do not count. */
  public Set<String> runsOfToday() {
    Set<String> runs = new HashSet<>(own.keySet());
    merged.forEach(it -> runs.addAll(it.sum().runs().keySet()));
    for (TableDamage damage : damages) {
      if (TableFiles.isMonth(damage.file().getParent())) {
        damage.run().ifPresent(runs::add);
        damage.lost().ifPresent(sum -> runs.addAll(sum.runs().keySet()));
      }
    }
    return runs;
  }

  /** Rows of the whole files, with the columns of {@link Table#readSchema()}; lazy. */
  public Dataset<Row> rows(SparkSession spark) {
    Dataset<Row> rows =
        RowFileReader.read(
            spark,
            table,
            Stream.concat(
                    own.values().stream().map(OwnFile::file), merged.stream().map(MergedFile::file))
                .map(FileStatus::getPath)
                .toList());
    return old.own().isEmpty() && old.months().isEmpty()
        ? rows
        : rows.union(old.rows(spark, runsOfToday()));
  }
}
