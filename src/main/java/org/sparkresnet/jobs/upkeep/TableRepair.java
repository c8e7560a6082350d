package org.sparkresnet.jobs.upkeep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.jobs.upkeep.RestoredRows.Restored;
import org.sparkresnet.rowfiles.TableSum;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.StoreWriter;
import org.sparkresnet.tables.MergedRows;
import org.sparkresnet.tables.RowFileReader;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableDamage;
import org.sparkresnet.tables.TableScan;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.rows.TestUseRow;
import org.sparkresnet.tables.upkeep.DamagedFile;

/**
 * Plan for one damaged file: which rows it had, what restores them, and what is lost.
 *
 * @param seen the damage as it was found
 * @param damage the same, or that of the rows behind damaged sums
 * @param found rows by run that other files tell
 * @param lost what nothing tells, in words; empty if all is restored
 */
record TableRepair(
    Table<?> table,
    TableDamage seen,
    TableDamage damage,
    Map<RunId, Restored> found,
    List<String> lost) {

  /** Consequence of looks that are lost. */
  private static final String UNCOUNTED =
      " (looks at the test images: limits of accuracies and the error that is left count them no more)";

  /** Looks for the rows of a damaged file. */
  static TableRepair plan(Table<?> table, TableDamage seen, TableScan scan, RestoredRows rows) {
    TableDamage damage = seen.kind() == TableDamage.Kind.SUMS ? behindSums(seen, scan, rows) : seen;
    Map<RunId, Restored> found = new LinkedHashMap<>();
    List<String> lost = new ArrayList<>();
    switch (damage.kind()) {
      case PUBLICATION, SUMS, SWAP -> {}
      case FOREIGN -> lost.add("the rows of another program");
      case MARKER -> DamagedFile.lostWithMove(scan.store(), damage).ifPresent(lost::add);
      case ROWS ->
          damage
              .run()
              .ifPresentOrElse(
                  run ->
                      look(
                          table,
                          new RunId(run),
                          damage.lost().map(TableSum::rows),
                          rows,
                          found,
                          lost),
                  () -> month(table, damage, scan, rows, found, lost));
    }
    return new TableRepair(table, seen, damage, found, lost);
  }

  /** Sums can be written anew only of rows that are whole. */
  private static TableDamage behindSums(TableDamage sums, TableScan scan, RestoredRows rows) {
    List<Path> files = scan.filesBehind(sums).stream().map(FileStatus::getPath).toList();
    Path file = files.isEmpty() ? sums.file() : files.get(0);
    return scan.faultBehind(sums)
        .or(
            () ->
                count(rows.ofFiles(files)) < 0
                    ? Optional.of("not all can be read")
                    : Optional.empty())
        .map(fault -> sums.withRows(file, fault))
        .orElse(sums);
  }

  private static void month(
      Table<?> table,
      TableDamage damage,
      TableScan scan,
      RestoredRows rows,
      Map<RunId, Restored> found,
      List<String> lost) {
    if (damage.lost().isEmpty()) {
      lost.add("the rows of runs that no sum names");
      return;
    }
    damage.lost().get().runs().entrySet().stream()
        .filter(run -> !isElsewhere(run.getKey(), damage.isOld(), scan))
        .forEach(
            run ->
                look(
                    table,
                    new RunId(run.getKey()),
                    Optional.of(run.getValue()),
                    rows,
                    found,
                    lost));
  }

  /** A run that was written again counts there. */
  private static boolean isElsewhere(String run, boolean isOld, TableScan scan) {
    return scan.own().containsKey(run)
        || scan.old().own().containsKey(run)
        || (isOld && scan.runsOfToday().contains(run));
  }

  private static void look(
      Table<?> table,
      RunId run,
      Optional<Long> expected,
      RestoredRows rows,
      Map<RunId, Restored> found,
      List<String> lost) {
    Optional<Restored> restored = rows.of(table, run).filter(it -> count(it) >= 0);
    restored.ifPresent(it -> found.put(run, it));
    long count = restored.map(TableRepair::count).orElse(0L);
    if (restored.isEmpty() || count < expected.orElse(count)) {
      lost.add(
          "%s of run %s%s"
              .formatted(
                  expected.isEmpty()
                      ? "the rows"
                      : HumanText.format("%,d of %,d rows", expected.get() - count, expected.get()),
                  run,
                  table.equals(TestUseRow.TABLE) ? UNCOUNTED : ""));
    }
  }

  /** Rows that can be read; -1 if they are damaged themselves. */
  private static long count(Restored restored) {
    try {
      return restored.rows().javaRDD().count(); // reads all columns, as a count of rows does not
    } catch (Exception e) { // Spark's own is checked, and Scala throws it undeclared
      if (FileErrors.isStorage(e)) {
        throw e;
      }
      return -1;
    }
  }

  /** What is restored from where, and what is not, in words. */
  String text() {
    List<String> parts = new ArrayList<>();
    switch (damage.kind()) {
      case PUBLICATION -> parts.add("its rows are whole and get their name");
      case SUMS -> parts.add("its rows get new sums");
      case SWAP -> parts.add("the move is completed");
      case MARKER -> parts.add("the move is ended");
      case FOREIGN, ROWS -> {}
    }
    found.forEach((run, rows) -> parts.add("rows of run %s from %s".formatted(run, rows.from())));
    if (!lost.isEmpty()) {
      parts.add("lost: " + String.join(", ", lost));
    }
    return damage.message() + ": " + String.join("; ", parts);
  }

  /**
   * Plans anew for a file of one run, which the caller has locked: another job may have written the
   * run's rows since they were scanned.
   *
   * @return the plan; empty if the damage is not what it was, or if more or less is lost now
   */
  Optional<TableRepair> underLock(SparkSession spark, RestoredRows rows) {
    String run = seen.run().orElseThrow();
    TableScan scan = TableScan.ofLockedRun(rows.store(), table, new RunId(run));
    boolean isStill =
        scan.damages().contains(seen)
            || (seen.equals(TableDamage.missing(scan.store(), table, new RunId(run)))
                && !scan.knownRuns(spark).contains(run));
    return isStill
        ? Optional.of(plan(table, seen, scan, rows)).filter(plan -> plan.lost.equals(lost))
        : Optional.empty();
  }

  /**
   * Mends the file. A repair that is stopped is completed by the next: sums without rows remain
   * until the rows are there.
   *
   * @param writer of a holder of the run's lock; for merged rows, of the tables' lock
   */
  void apply(SparkSession spark, StoreWriter writer) {
    DamagedFile file = new DamagedFile(writer, damage);
    switch (damage.kind()) {
      case PUBLICATION -> file.finishPublication();
      case SUMS -> file.sumAnew(rowsByRun(spark, file));
      case FOREIGN -> file.takeRowsAway();
      case SWAP -> file.completeMove();
      case MARKER ->
          file.endMove(new MergedRows(spark, writer, table).mergedRuns(damage.file().getParent()));
      case ROWS -> {
        if (damage.run().isEmpty()) {
          // Into the same folder; what was merged goes last, as readers fail on it until then.
          found.forEach((run, rows) -> replaceMerged(spark, writer, run, rows));
          file.takeRowsAway();
          file.takeSumsAway();
        } else {
          file.takeRowsAway();
          found.forEach((run, rows) -> writer(spark, writer).replace(table, run, rows.rows()));
          if (found.isEmpty()) { // no old rows of a month come back
            writer(spark, writer).replace(table, new RunId(damage.run().get()), List.of());
          }
        }
      }
    }
  }

  /** Leaves a run alone that was written again since the plan was made: its new rows count. */
  private void replaceMerged(SparkSession spark, StoreWriter writer, RunId run, Restored rows) {
    Path folder = damage.file().getParent();
    try {
      writer
          .files()
          .change(
              folder,
              () ->
                  writer.withRun(
                      run,
                      held -> {
                        TableScan now = TableScan.ofLockedRun(held.store(), table, run);
                        if (!isElsewhere(run.value(), damage.isOld(), now)) {
                          writer(spark, held).replace(table, run, rows.rows());
                        }
                      }));
    } catch (IOException e) {
      throw FileErrors.cannot("repair", folder, e);
    }
  }

  /** Writer that puts rows beside damaged merged ones. */
  private TableWriter writer(SparkSession spark, StoreWriter writer) {
    return damage.run().isPresent() || damage.isOld()
        ? new TableWriter(spark, writer)
        : TableWriter.into(spark, writer, damage.file().getParent());
  }

  private TreeMap<String, Long> rowsByRun(SparkSession spark, DamagedFile file) {
    TreeMap<String, Long> rows = new TreeMap<>();
    if (damage.run().isEmpty()) {
      for (Path path : file.present()) {
        Dataset<Row> month = RowFileReader.plain(spark.read()).parquet(path.toString());
        month
            .groupBy(Table.RUN_ID)
            .count()
            .collectAsList()
            .forEach(row -> rows.merge(row.getString(0), row.getLong(1), Long::sum));
      }
    }
    return rows;
  }

  /** Runs whose rows a table should have and has not. */
  static List<TableDamage> missing(
      Table<?> table, TableScan scan, SparkSession spark, Iterable<RunId> expected) {
    SortedSet<String> known = scan.knownRuns(spark);
    List<TableDamage> missing = new ArrayList<>();
    for (RunId run : expected) {
      if (!known.contains(run.value())) {
        missing.add(TableDamage.missing(scan.store(), table, run));
      }
    }
    return missing;
  }
}
