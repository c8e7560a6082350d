package org.sparkresnet.tables;

import java.time.YearMonth;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.rowfiles.RowFiles;
import org.sparkresnet.store.Store;

/**
 * Paths of the layout of earlier versions: a run's rows in {@code
 * tables/<table>/run_id=<run>/part-00000.parquet}, merged ones in {@code
 * tables_monthly/<table>/<month>.parquet}. The first writer of this version moves the runs' folders
 * to {@code tables_1}, and {@code compact} moves the rows to the tree of today. Driver only.
 */
public final class OldFiles {
  private static final String PARTITION = Table.RUN_ID + "=";
  private static final Pattern MONTH =
      Pattern.compile("_?(\\d{4}-(?:0[1-9]|1[0-2]))(-\\d+)?\\.(parquet|sum|next)");

  private OldFiles() {}

  /** {@code tables_1}: runs' folders that were moved away. */
  public static Path root(Store store) {
    return store.oldTables();
  }

  /** {@code tables_1/<table>}. */
  public static Path folder(Store store, Table<?> table) {
    return new Path(root(store), table.name());
  }

  /** {@code tables_monthly}: rows that earlier versions merged. */
  public static Path monthlyRoot(Store store) {
    return store.oldMonths();
  }

  /** {@code tables_monthly/<table>}. */
  public static Path monthly(Store store, Table<?> table) {
    return new Path(monthlyRoot(store), table.name());
  }

  /** The runs' folders in a folder. */
  public static List<Path> runFolders(Store store, Path folder) {
    return store.list(folder).stream()
        .filter(it -> it.isDirectory() && it.getPath().getName().startsWith(PARTITION))
        .map(FileStatus::getPath)
        .toList();
  }

  /**
   * The runs' folders of a table, also where no writer of this version has moved them. A writer may
   * do so meanwhile, so that the new place is looked at last, and wins.
   */
  static Collection<Path> runFolders(Store store, Table<?> table) {
    TreeMap<String, Path> folders = new TreeMap<>();
    runFolders(store, TableFiles.folder(store, table)).forEach(it -> folders.put(run(it), it));
    runFolders(store, folder(store, table)).forEach(it -> folders.put(run(it), it));
    return folders.values();
  }

  /** The name of a run's folder behind its beginning, which another program may have made. */
  public static String run(Path folder) {
    return folder.getName().substring(PARTITION.length());
  }

  /** Names of the file of a run, in its folder. */
  static RowFiles ofRun(Path folder) {
    return RowFiles.ofEarlierVersions(new Path(folder, "part-00000" + RowFiles.EXTENSION));
  }

  /** Names of the file of a month. */
  static RowFiles ofMonth(Path folder, YearMonth month) {
    return RowFiles.ofEarlierVersions(new Path(folder, month + RowFiles.EXTENSION));
  }

  /** Tells whether a name is of a month's file, or of its sums. */
  public static boolean isOfMonth(String name) {
    return MONTH.matcher(name).matches();
  }

  /** The month of a file of rows or of sums. */
  public static YearMonth month(String name) {
    Matcher matcher = MONTH.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(name + " is no month's file");
    }
    return YearMonth.parse(matcher.group(1));
  }

  /** Names of the row file, in either layout, that a damaged file belongs to. */
  public static RowFiles names(TableDamage damage) {
    Path folder = damage.file().getParent();
    if (damage.run().isPresent()) {
      return folder.getName().startsWith(PARTITION)
          ? ofRun(folder)
          : RowFiles.of(folder, damage.run().get());
    }
    if (folder.getName().startsWith(Store.MONTH)) {
      return RowFiles.merged(folder);
    }
    String name = damage.file().getName();
    return isOfMonth(name)
        ? ofMonth(folder, month(name))
        : RowFiles.ofEarlierVersions(damage.file()); // another program's
  }
}
