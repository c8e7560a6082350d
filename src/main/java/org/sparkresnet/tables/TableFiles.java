package org.sparkresnet.tables;

import java.time.YearMonth;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
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
  private static final String EXTENSION = ".parquet";

  private static final Pattern MONTH = Pattern.compile("\\d{4}-\\d{2}\\.parquet");

  private TableFiles() {}

  /** {@code tables/<table>}. */
  public static Path folder(Store store, Table<?> table) {
    return new Path(store.tables(), table.name());
  }

  /** The one Parquet file of a run in a table. */
  static Path ofRun(Store store, Table<?> table, RunId run) {
    return new Path(folder(store, table), PARTITION + run + "/part-00000" + EXTENSION);
  }

  /** {@code tables_monthly}: the rows of runs that were compacted. */
  public static Path monthly(Store store) {
    return new Path(store.root(), "tables_monthly");
  }

  /** {@code tables_monthly/<table>/<month>.parquet}. */
  static Path ofMonth(Store store, Table<?> table, YearMonth month) {
    return new Path(monthly(store, table), month + EXTENSION);
  }

  /** The month of a file of {@link #ofMonths}. */
  static YearMonth month(Path file) {
    return YearMonth.parse(file.getName().replace(EXTENSION, ""));
  }

  private static Path monthly(Store store, Table<?> table) {
    return new Path(monthly(store), table.name());
  }

  /** Each run's own files, by run id: one, unless another program put more there. */
  static SortedMap<String, List<FileStatus>> ofRuns(Store store, Table<?> table) {
    SortedMap<String, List<FileStatus>> files = new TreeMap<>();
    for (FileStatus folder : store.list(folder(store, table))) {
      String name = folder.getPath().getName();
      if (folder.isDirectory() && name.startsWith(PARTITION)) {
        List<FileStatus> own =
            store.list(folder.getPath()).stream()
                .filter(file -> file.isFile() && isParquet(file))
                .toList();
        if (!own.isEmpty()) {
          files.put(name.substring(PARTITION.length()), own);
        }
      }
    }
    return files;
  }

  /** The months' files, by month. */
  static List<Path> ofMonths(Store store, Table<?> table) {
    return store.list(monthly(store, table)).stream()
        .filter(file -> file.isFile() && MONTH.matcher(file.getPath().getName()).matches())
        .map(FileStatus::getPath)
        .toList();
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

  private static boolean isParquet(FileStatus file) {
    return file.getPath().getName().matches("[^_.].*\\.parquet");
  }
}
