package org.sparkresnet.tables.upkeep;

import java.io.IOException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreWriter;
import org.sparkresnet.tables.MergedRows;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableFiles;
import org.sparkresnet.tables.TableScan;
import org.sparkresnet.tables.TableScan.OwnFile;

/**
 * Merges the rows of ended and of killed runs into one file for each month, in the month's folder.
 *
 * <p>The merged file is written whole, forced to disk, read again and compared. Then it takes the
 * place of the runs' own files, and of what was merged before: {@link
 * org.sparkresnet.rowfiles.FolderSwap}. A compaction that was killed is completed by the next. A
 * run that is run again gets a file of its own in the same folder, and its old rows leave the
 * merged file in the same step.
 *
 * <p>Rows of earlier versions' files move into this tree, whatever their month. One compaction of a
 * store at a time. Driver only.
 */
public final class Compaction {
  private final SparkSession spark;
  private final StoreWriter writer;
  private final Store store;

  /**
   * Compacts tables of the store with the session.
   *
   * @param writer of a holder of the tables' lock
   */
  public Compaction(SparkSession spark, StoreWriter writer) {
    this.spark = spark;
    this.writer = writer;
    this.store = writer.store();
  }

  /**
   * Counts of a table's compaction.
   *
   * @param runs whose rows were moved to merged files
   * @param months files that were written
   * @param rows of these runs, the same before and after
   */
  public record Compacted(String table, int runs, int months, long rows) {
    private static Compacted none(Table<?> table) {
      return new Compacted(table.name(), 0, 0, 0);
    }

    private Compacted plus(Map<String, Long> moved) {
      return new Compacted(
          table,
          runs + moved.size(),
          months + 1,
          rows + moved.values().stream().mapToLong(Long::longValue).sum());
    }
  }

  /**
   * Compacts tables; the result leaves out the tables in which there was nothing to do.
   *
   * @param before only the folders of months before this one
   * @throws IllegalStateException if rows were lost or repeated; nothing was deleted then
   * @throws org.sparkresnet.common.UserError if the store cannot be read or written
   */
  public List<Compacted> compact(List<Table<?>> tables, YearMonth before) {
    tables.forEach(this::complete);
    MergeableRuns runs = new MergeableRuns(spark, writer);
    List<Compacted> done = new ArrayList<>();
    for (Table<?> table : tables) {
      Compacted compacted =
          SparkJobNames.step(
              spark.sparkContext(),
              "compaction of table " + table.name(),
              () -> compact(table, runs, before));
      if (compacted.months() > 0) {
        done.add(compacted);
      }
    }
    return done;
  }

  private void complete(Table<?> table) {
    Path folder = TableFiles.folder(store, table);
    try {
      writer.files().change(folder, () -> new MergedRows(spark, writer, table).complete());
    } catch (IOException e) {
      throw FileErrors.cannot("write", folder, e);
    }
  }

  private Compacted compact(Table<?> table, MergeableRuns runs, YearMonth before) {
    TableScan scan = TableScan.ofEveryByte(store, table).requireWhole();
    OldRowsMove old = OldRowsMove.plan(scan, spark, runs);
    SortedMap<Path, SortedMap<String, OwnFile>> own = new TreeMap<>();
    old.months().forEach(month -> own.put(TableFiles.folder(store, table, month), new TreeMap<>()));
    scan.own()
        .forEach(
            (run, file) -> {
              Path folder = file.file().getPath().getParent();
              if (TableFiles.month(folder).isBefore(before)
                  && file.sum().isPresent() // otherwise another program may have put it there
                  && runs.isOver(run)) {
                own.computeIfAbsent(folder, it -> new TreeMap<>()).put(run, file);
              }
            });
    Compacted compacted = Compacted.none(table);
    for (Map.Entry<Path, SortedMap<String, OwnFile>> folder : own.entrySet()) {
      if (isWorthwhile(scan, folder.getKey(), folder.getValue(), old)) {
        Optional<SortedMap<String, Long>> moved =
            merge(table, folder.getKey(), folder.getValue(), old, runs);
        compacted = moved.map(compacted::plus).orElse(compacted);
      }
    }
    old.removeFiles(spark, writer);
    return compacted;
  }

  /** One file alone need not become another one. */
  private static boolean isWorthwhile(
      TableScan scan, Path folder, Map<String, OwnFile> own, OldRowsMove old) {
    boolean hasMerged = scan.merged().stream().anyMatch(it -> it.folder().equals(folder));
    return old.months().contains(TableFiles.month(folder)) || own.size() + (hasMerged ? 1 : 0) > 1;
  }

  private Optional<SortedMap<String, Long>> merge(
      Table<?> table,
      Path folder,
      SortedMap<String, OwnFile> own,
      OldRowsMove old,
      MergeableRuns runs) {
    YearMonth month = TableFiles.month(folder);
    MergedRows merged = new MergedRows(spark, writer, table);
    List<SortedMap<String, Long>> moved = new ArrayList<>();
    try {
      writer
          .files()
          .change(
              folder,
              () -> {
                merged.complete();
                own.values().removeIf(file -> !TableFiles.isUnchanged(store, file.file()));
                if (!own.isEmpty() || old.months().contains(month)) {
                  merged
                      .merge(
                          folder,
                          own,
                          old.runs(month),
                          old.rows(spark, month),
                          () -> isAllowed(own, old.runs(month), runs))
                      .ifPresent(moved::add);
                }
              });
    } catch (IOException e) {
      throw FileErrors.cannot("write", folder, e);
    }
    return moved.stream().findFirst();
  }

  private boolean isAllowed(
      Map<String, OwnFile> own, Collection<String> oldRuns, MergeableRuns runs) {
    return own.entrySet().stream()
            .allMatch(
                run ->
                    runs.isFree(run.getKey())
                        && TableFiles.isUnchanged(store, run.getValue().file()))
        && oldRuns.stream().allMatch(runs::isFree);
  }
}
