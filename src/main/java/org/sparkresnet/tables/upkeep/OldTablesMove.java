package org.sparkresnet.tables.upkeep;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.files.AsideNames;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreWriter;
import org.sparkresnet.tables.OldFiles;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableFiles;

/**
 * Moves the runs' folders of earlier versions from {@code tables} to {@code tables_1}, before
 * others are made there: other readers refuse a tree with two kinds of folders. A move that is
 * stopped is completed by the next writer. Folder by folder: a rename of a whole table that comes
 * late, from a holder of the lock that was paused, would take away what others have written since
 * then; nobody writes a run's folder again. Under the lock of the tables.
 */
final class OldTablesMove {
  /** Beginning of the names of folders that a stopped compaction of an earlier version merged. */
  private static final String MERGED = "-merged-";

  private OldTablesMove() {}

  /** Tells whether earlier versions have written a table last. */
  static boolean isNeeded(Store store, Table<?> table) {
    return store.list(TableFiles.folder(store, table)).stream()
        .anyMatch(file -> file.isDirectory() && isOld(file.getPath()));
  }

  private static boolean isOld(Path folder) {
    return folder.getName().startsWith(Table.RUN_ID + "=")
        || (AsideNames.isAside(folder) && AsideNames.isOfPartition(folder));
  }

  static void make(StoreWriter writer, Table<?> table) throws IOException {
    Store store = writer.store();
    AtomicFiles files = writer.files();
    Path from = TableFiles.folder(store, table);
    Path to = OldFiles.folder(store, table);
    if (!isNeeded(store, table)) {
      return; // another writer has made it
    }
    putBack(store, files, from);
    files.createFolders(to);
    for (Path run : OldFiles.runFolders(store, from)) {
      Path target = new Path(to, run.getName());
      if (files.exists(target)) { // an earlier version has come back
        files.remove(target);
      }
      files.publish(run, target);
    }
  }

  /**
   * Puts back the runs' folders that a stopped compaction of an earlier version has merged and
   * renamed: a job may have written there in that moment. The rows count once, and are merged
   * again.
   */
  private static void putBack(Store store, AtomicFiles files, Path folder) throws IOException {
    List<FileStatus> all = store.list(folder);
    for (FileStatus status : all) {
      Path aside = status.getPath();
      if (aside.getName().startsWith(AsideNames.ofOlderVersions(folder, MERGED).getName())) {
        files.free(aside);
      } else if (AsideNames.isAside(aside) && AsideNames.isOfPartition(aside)) {
        for (String run : store.names(aside)) {
          Path own = new Path(folder, run);
          if (!store.exists(own)) {
            files.publish(new Path(aside, run), own);
          }
        }
        files.free(aside);
      }
    }
  }
}
