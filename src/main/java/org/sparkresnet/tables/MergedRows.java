package org.sparkresnet.tables;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.rowfiles.FolderSwap;
import org.sparkresnet.rowfiles.RowFilePublication;
import org.sparkresnet.rowfiles.RowFiles;
import org.sparkresnet.rowfiles.TableSum;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreWriter;

/**
 * Moves rows between the runs' own files of a month and the file of its merged rows, so that every
 * row is in one file at any moment. What is written is forced to disk, read again and compared
 * before a reader sees it. Driver only; under the lock of the tables.
 */
public final class MergedRows {
  private final SparkSession spark;
  private final Store store;
  private final AtomicFiles files;
  private final Table<?> table;

  /**
   * @param writer of a holder of the tables' lock
   */
  public MergedRows(SparkSession spark, StoreWriter writer, Table<?> table) {
    this.spark = spark;
    this.store = writer.store();
    this.files = writer.files();
    this.table = table;
  }

  /**
   * Folders in which rows were being moved when a job was stopped.
   *
   * @param completed in which the move was completed or undone
   * @param unknown plans of moves that are damaged, or cannot be carried out: in their folders
   *     nothing was changed
   */
  public record Moves(List<Path> completed, List<TableDamage> unknown) {}

  /** Completes or undoes the moves of jobs that were stopped. */
  public Moves complete() throws IOException {
    Moves moves = new Moves(new ArrayList<>(), new ArrayList<>());
    for (Path folder : TableFiles.months(store, table)) {
      Path marker = new Path(folder, FolderSwap.MARKER);
      boolean isMoved = files.exists(marker);
      if (!new FolderSwap(files, folder).complete()) {
        moves.unknown.add(TableDamage.ofPlan(store, table, marker));
      } else if (isMoved) {
        moves.completed.add(folder);
      }
    }
    return moves;
  }

  /** Runs whose rows are in a folder's file of merged rows, if every byte of it is as written. */
  public Set<String> mergedRuns(Path folder) {
    RowFiles names = RowFiles.merged(folder);
    List<FileStatus> present = names.among(store.list(folder));
    TableCheck check =
        new TableCheck(store, table.name(), Optional.empty(), TableCheck.Depth.EVERY_BYTE);
    TableCheck.Outcome outcome = check.check(names, present);
    return outcome.file().isEmpty() ? Set.of() : outcome.sum().orElseThrow().runs().keySet();
  }

  /**
   * Publishes the rows of a run, which the caller has locked, in place of its merged ones.
   *
   * @throws org.sparkresnet.common.UserError of code DATA if its rows are being moved by a plan
   *     that cannot be carried out
   */
  void replace(RunPlace place, RunId run, Path part) throws IOException {
    if (place.kind() == RunPlace.Kind.MOVING) {
      Path marker = new Path(place.folder(), FolderSwap.MARKER);
      throw TableDamage.error(store, List.of(TableDamage.ofPlan(store, table, marker)));
    }
    if (place.kind() != RunPlace.Kind.MERGED) {
      publish(files, place.folder(), run, part);
      return;
    }
    RowFiles names = RowFiles.merged(place.folder());
    ScannedFolder.RowFile old = merged(place.folder()).orElseThrow();
    SortedMap<String, Long> runs = old.sum().orElseThrow().runs();
    SortedMap<String, Long> others = new TreeMap<>(runs);
    others.remove(run.value());
    FolderSwap swap = new FolderSwap(files, place.folder());
    swap.remove(old.file().getPath());
    if (others.isEmpty()) {
      swap.remove(names.sums());
    } else {
      add(
          swap,
          names,
          RowFileReader.read(spark, table, List.of(old.file().getPath()))
              .filter(col(Table.RUN_ID).notEqual(run.value())),
          others.keySet());
    }
    RowFiles own = RowFiles.of(place.folder(), run.value());
    Path target = own.next();
    swap.add(
        own,
        TableSum.of(
            TableSum.Content.of(files, part),
            target,
            Long.MAX_VALUE,
            Collections.emptySortedMap()));
    swap.add(part, target.getName());
    swap.make(runs.keySet());
  }

  /** Publishes the rows of a run in a file of its own. */
  static void publish(AtomicFiles files, Path folder, RunId run, Path part) throws IOException {
    new RowFilePublication(files, RowFiles.of(folder, run.value()), Collections.emptySortedMap())
        .publish(part);
  }

  private Optional<ScannedFolder.RowFile> merged(Path folder) {
    ScannedFolder scanned =
        ScannedFolder.scan(store, table, folder, TableCheck.Depth.READING, run -> false);
    if (!scanned.damages().isEmpty()) {
      throw TableDamage.error(store, scanned.damages());
    }
    return scanned.merged();
  }

  /**
   * Merges files of runs, and rows from elsewhere, into those that are merged in a folder already.
   *
   * @param own files of runs in the folder
   * @param moreRuns runs that are in no file of the table
   * @param more their rows; empty without such runs
   * @param isAllowed is asked whether no job has begun to work on one of the runs
   * @return rows by run that were moved; empty if it was not allowed, and nothing was changed
   */
  public Optional<SortedMap<String, Long>> merge(
      Path folder,
      Map<String, TableScan.OwnFile> own,
      Collection<String> moreRuns,
      Optional<Dataset<Row>> more,
      BooleanSupplier isAllowed)
      throws IOException {
    files.createFolders(folder);
    RowFiles names = RowFiles.merged(folder);
    Optional<ScannedFolder.RowFile> old = merged(folder);
    FolderSwap swap = new FolderSwap(files, folder);
    List<Path> sources = new ArrayList<>();
    Set<String> runs = new TreeSet<>(own.keySet());
    runs.addAll(moreRuns);
    old.ifPresent(
        it -> {
          sources.add(it.file().getPath());
          runs.addAll(it.sum().orElseThrow().runs().keySet());
        });
    own.values().forEach(it -> sources.add(it.file().getPath()));
    sources.forEach(swap::remove);
    own.keySet().forEach(run -> swap.remove(RowFiles.of(folder, run).sums()));
    Dataset<Row> rows = RowFileReader.read(spark, table, sources);
    SortedMap<String, Long> moved;
    try {
      moved = add(swap, names, more.map(rows::union).orElse(rows), runs);
    } catch (Exception e) { // Spark's own is checked, and Scala throws it undeclared
      boolean isOfChange = e instanceof RowSum.Difference || MovedRows.isMoved(e);
      if (isOfChange && !isAllowed.getAsBoolean()) {
        return Optional.empty(); // a job replaced rows of its run between their two readings
      }
      throw e;
    }
    if (!swap.make(moved.keySet(), isAllowed)) {
      return Optional.empty();
    }
    old.ifPresent(it -> moved.keySet().removeAll(it.sum().orElseThrow().runs().keySet()));
    return Optional.of(moved);
  }

  /** Writes merged rows aside; returns the rows by run. */
  private SortedMap<String, Long> add(
      FolderSwap swap, RowFiles names, Dataset<Row> rows, Set<String> runs) throws IOException {
    Map<String, RowSum> expected = RowSum.ofRuns(rows);
    SortedMap<String, Long> counts = RowSum.rows(expected);
    runs.forEach(run -> counts.putIfAbsent(run, 0L));
    Path target = names.next();
    ParquetFile.replace(
        files,
        ParquetFile.select(rows, table.name(), table.readSchema())
            .repartition(1)
            .sortWithinPartitions(Table.RUN_ID),
        ParquetFile.SNAPPY,
        files.aside(new Path(TableFiles.folder(store, table), RowFiles.MERGED)),
        part -> {
          TableSum.Content content = TableSum.Content.of(files, part);
          swap.add(names, TableSum.of(content, target, Long.MAX_VALUE, counts));
          swap.add(part, target.getName());
        },
        written -> RowSum.requireSame(target, expected, RowSum.ofRuns(written)));
    return counts;
  }
}
