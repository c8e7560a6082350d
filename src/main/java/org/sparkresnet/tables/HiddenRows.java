package org.sparkresnet.tables;

import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.rowfiles.RowFiles;
import org.sparkresnet.rowfiles.SideFile;
import org.sparkresnet.rowfiles.TableSum;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;

/**
 * Finder of a run's rows among those of several runs: by their sums or, if these are damaged or
 * missing, by the rows themselves. Driver only.
 */
public final class HiddenRows {
  /** Whether a run has rows in a file. */
  public enum Presence {
    /** It has. */
    PRESENT,
    /** It has none. */
    ABSENT,
    /** Neither sums nor rows can be read. */
    UNKNOWN
  }

  private HiddenRows() {}

  /**
   * Looks for a run's rows behind a damage that {@link TableDamage#hidesRuns hides} whose they are.
   * Runs at most one Spark job.
   *
   * @throws org.sparkresnet.common.UserError of code STORAGE if the file system fails
   */
  public static Presence behind(
      SparkSession spark, Store store, Table<?> table, TableDamage damage, RunId run) {
    RowFiles names = OldFiles.names(damage);
    boolean isOfMove = damage.kind() == TableDamage.Kind.MARKER;
    return isOfMove && !store.exists(names.sums()) && files(store, names).isEmpty()
        ? Presence.ABSENT // nothing is merged beside the plan
        : of(spark, store, table, names, run);
  }

  /** Tells whether a run's rows are among the merged ones of a folder, as far as can be known. */
  static boolean areMerged(
      SparkSession spark, Store store, Table<?> table, Path folder, RunId run) {
    return of(spark, store, table, RowFiles.merged(folder), run) == Presence.PRESENT;
  }

  private static Presence of(
      SparkSession spark, Store store, Table<?> table, RowFiles names, RunId run) {
    Optional<TableSum.Versions> sums = TableCheck.sums(store, names).flatMap(SideFile::content);
    return sums.map(
            found ->
                found.versions().stream()
                        .limit(1)
                        .anyMatch(sum -> sum.runs().containsKey(run.value()))
                    ? Presence.PRESENT
                    : Presence.ABSENT)
        .orElseGet(() -> inRows(spark, store, table, files(store, names), run));
  }

  private static List<FileStatus> files(Store store, RowFiles names) {
    return names.among(SteadyListing.of(store, names.folder()));
  }

  private static Presence inRows(
      SparkSession spark, Store store, Table<?> table, List<FileStatus> files, RunId run) {
    TableCheck check =
        new TableCheck(store, table.name(), Optional.empty(), TableCheck.Depth.READING);
    List<Path> readable = // Spark takes an empty file for one without rows
        files.stream()
            .filter(file -> check.faultWithoutSum(file).isEmpty())
            .map(FileStatus::getPath)
            .toList();
    boolean areAllReadable = !files.isEmpty() && readable.size() == files.size();
    try {
      return !RowFileReader.read(spark, table, readable)
              .filter(functions.col(Table.RUN_ID).equalTo(run.value()))
              .isEmpty()
          ? Presence.PRESENT
          : areAllReadable ? Presence.ABSENT : Presence.UNKNOWN;
    } catch (Exception e) { // Spark's own is checked, and Scala throws it undeclared
      if (FileErrors.isStorage(e)) {
        throw e;
      }
      return Presence.UNKNOWN;
    }
  }
}
