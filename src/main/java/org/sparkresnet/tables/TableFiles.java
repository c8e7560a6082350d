package org.sparkresnet.tables;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.store.Store;

/**
 * The files of a table: one a run in {@code tables/<table>/run_id=<run_id>}, and, of runs that were
 * compacted, one a month in {@code tables_monthly/<table>}, where run_id is a column. Where a run
 * has both, its own file counts and its rows in a month's do not. Driver only.
 */
final class TableFiles {
  private static final String PARTITION = Table.RUN_ID + "=";

  private static final Pattern MONTH = Pattern.compile("\\d{4}-\\d{2}\\.parquet");

  private TableFiles() {}

  /** Each run's own files, by run id: one, unless another program put more there. */
  static SortedMap<String, List<FileStatus>> ofRuns(Store store, Table<?> table) {
    SortedMap<String, List<FileStatus>> files = new TreeMap<>();
    for (FileStatus folder : store.list(store.table(table))) {
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
    return store.list(store.monthly(table)).stream()
        .filter(file -> file.isFile() && MONTH.matcher(file.getPath().getName()).matches())
        .map(FileStatus::getPath)
        .sorted()
        .toList();
  }

  /** Whether a file is still the one that was listed. */
  static boolean isUnchanged(Store store, FileStatus listed) {
    return isSame(store, listed, listed.getPath());
  }

  /** Whether a file is the one that was listed, also if it was renamed since. */
  static boolean isSame(Store store, FileStatus listed, Path path) {
    try {
      FileStatus now = store.fileSystem().getFileStatus(path);
      return now.getModificationTime() == listed.getModificationTime()
          && now.getLen() == listed.getLen();
    } catch (FileNotFoundException e) {
      return false;
    } catch (IOException e) {
      throw Store.cannot("read", path, e);
    }
  }

  private static boolean isParquet(FileStatus file) {
    return file.getPath().getName().matches("[^_.].*\\.parquet");
  }
}
