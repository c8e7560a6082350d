package org.sparkresnet.tables;

import java.time.YearMonth;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.store.Store;

/**
 * Paths and listings of the folders of a store's tables. A table is one tree, {@code
 * tables/<table>/month=<month>}, with one file for each run, and one for the runs that were merged.
 * The month of a run is the one in which its first rows of the table were written, UTC. Each run's
 * rows are in one file. Driver only.
 */
public final class TableFiles {
  /** The partition of other readers, a string. */
  public static final String MONTH = "month";

  /** Month of the file without rows that has today's columns: sorted before all others. */
  private static final String NO_MONTH = "0000-00";

  private static final Pattern FOLDER = Pattern.compile(Store.MONTH + "(\\d{4}-(0[1-9]|1[0-2]))");
  private static final Pattern ROWS = Pattern.compile("[^_.].*\\.parquet");

  private TableFiles() {}

  /** {@code tables/<table>}. */
  public static Path folder(Store store, Table<?> table) {
    return new Path(store.tables(), table.name());
  }

  /** {@code tables/<table>/month=<month>}. */
  public static Path folder(Store store, Table<?> table, YearMonth month) {
    return new Path(folder(store, table), Store.MONTH + month);
  }

  /** {@code tables/<table>/month=0000-00}: the file without rows, with today's columns. */
  public static Path folderWithoutRows(Store store, Table<?> table) {
    return new Path(folder(store, table), Store.MONTH + NO_MONTH);
  }

  /** The folders of months that a table has, the earliest first. */
  public static List<Path> months(Store store, Table<?> table) {
    return store.list(folder(store, table)).stream()
        .filter(it -> it.isDirectory() && isMonth(it.getPath()))
        .map(FileStatus::getPath)
        .toList();
  }

  /** Tells whether a folder is one of a month. */
  public static boolean isMonth(Path folder) {
    return FOLDER.matcher(folder.getName()).matches();
  }

  /** The month of a folder of {@link #months}. */
  public static YearMonth month(Path folder) {
    Matcher name = FOLDER.matcher(folder.getName());
    if (!name.matches()) {
      throw new IllegalArgumentException(folder + " is no month's folder");
    }
    return YearMonth.parse(name.group(1));
  }

  /** Tells whether a file is still the one that was listed. */
  public static boolean isUnchanged(Store store, FileStatus listed) {
    return store
        .status(listed.getPath())
        .filter(now -> now.getModificationTime() == listed.getModificationTime())
        .filter(now -> now.getLen() == listed.getLen())
        .isPresent();
  }

  /** Tells whether readers of tables take a file of this name. */
  static boolean isRows(String name) {
    return ROWS.matcher(name).matches();
  }
}
