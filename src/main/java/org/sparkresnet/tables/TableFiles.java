package org.sparkresnet.tables;

import java.time.YearMonth;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.rowfiles.RowFiles;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;

/**
 * Paths and listings of the files of a store's tables. A run has one file in {@code
 * tables/<table>/run_id=<run_id>}. The rows of runs that were compacted are in one file for each
 * month in {@code tables_monthly/<table>}, where run_id is a column. Where a run has both, its own
 * file counts and its rows in a month's file do not. Driver only.
 */
public final class TableFiles {
  private static final String PARTITION = Table.RUN_ID + "=";
  private static final String EXTENSION = RowFiles.EXTENSION;

  /** First name of a run's file. */
  static final String PART = "part-00000" + EXTENSION;

  private static final Pattern ROWS = Pattern.compile("[^_.].*\\.parquet");

  private TableFiles() {}

  /** {@code tables/<table>}. */
  public static Path folder(Store store, Table<?> table) {
    return new Path(store.tables(), table.name());
  }

  /** First name of the one Parquet file of a run in a table. */
  static Path ofRun(Store store, Table<?> table, RunId run) {
    return new Path(folder(store, table), PARTITION + run + "/" + PART);
  }

  /** {@code tables_monthly}: the rows of runs that were compacted. */
  public static Path monthly(Store store) {
    return new Path(store.root(), "tables_monthly");
  }

  /** {@code tables_monthly/<table>/<month>.parquet}: first name of a month's file. */
  static Path ofMonth(Store store, Table<?> table, YearMonth month) {
    return new Path(monthly(store, table), month + EXTENSION);
  }

  static Path monthly(Store store, Table<?> table) {
    return new Path(monthly(store), table.name());
  }

  /** The folders of the runs that have rows of their own. */
  static List<Path> runFolders(Store store, Table<?> table) {
    return store.list(folder(store, table)).stream()
        .filter(it -> it.isDirectory() && it.getPath().getName().startsWith(PARTITION))
        .map(FileStatus::getPath)
        .toList();
  }

  /** The run of a folder of {@link #runFolders}. */
  static String run(Path folder) {
    return folder.getName().substring(PARTITION.length());
  }

  /** Tells whether a file is still the one that was listed. */
  static boolean isUnchanged(Store store, FileStatus listed) {
    return isSame(store, listed, listed.getPath());
  }

  /** Tells whether a file is the one that was listed, also if it was renamed since. */
  static boolean isSame(Store store, FileStatus listed, Path path) {
    return store
        .status(path)
        .filter(now -> now.getModificationTime() == listed.getModificationTime())
        .filter(now -> now.getLen() == listed.getLen())
        .isPresent();
  }

  /** Tells whether readers of tables take a file of this name. */
  static boolean isRows(String name) {
    return ROWS.matcher(name).matches();
  }
}
