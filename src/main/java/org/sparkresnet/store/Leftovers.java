package org.sparkresnet.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.files.AsideNames;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.lock.LockToken;

/**
 * Deletes what earlier holders of a lock left aside. A new holder does this before it reads or
 * changes anything: an earlier one that was only paused then has no file to rename. What cannot be
 * deleted gets another name; what cannot get one either is an error. Driver only.
 */
final class Leftovers {
  /** Folders of locks, whose holders delete their leftovers themselves. */
  private static final String LOCK = "lock";

  private final AtomicFiles files;
  private final LockToken token;

  /**
   * @param files guarded by the lock
   */
  Leftovers(AtomicFiles files, LockToken token) {
    this.files = files;
    this.token = token;
  }

  /** Deletes from the locked folder and from all folders below it. */
  void deleteBelow(Path locked) throws IOException {
    List<FileStatus> entries = list(locked);
    for (FileStatus status : entries) {
      Path path = status.getPath();
      if (AsideNames.isAside(path)) {
        if (!AsideNames.isOf(token.toString(), path)
            && !isOfAnotherLock(path)
            && AtomicFiles.isLeftover(status, entries)) {
          files.deleteLeftover(path);
        }
      } else if (status.isDirectory() && !path.getName().equals(LOCK)) {
        deleteBelow(path);
      }
    }
  }

  private boolean isOfAnotherLock(Path path) {
    return AsideNames.isOfLock(path) && !AsideNames.isOf(token.lock(), path);
  }

  /**
   * Deletes from a folder in which holders of other locks write too.
   *
   * @param name under which older versions of this project wrote aside there
   */
  void deleteFrom(Path shared, String name) throws IOException {
    for (FileStatus status : list(shared)) {
      Path path = status.getPath();
      boolean ofEarlier =
          AsideNames.isOf(token.lock(), path)
              && !AsideNames.isOf(token.toString(), path)
              && !AsideNames.isOfPartition(path); // the next compaction puts it back
      if (ofEarlier || path.equals(AsideNames.ofOlderVersions(path.getParent(), name))) {
        files.free(path);
      }
    }
  }

  /** The folders in a folder. */
  List<Path> folders(Path folder) throws IOException {
    return list(folder).stream().filter(FileStatus::isDirectory).map(FileStatus::getPath).toList();
  }

  /** Deletes what was moved away to be deleted from a folder in which nothing else is written. */
  void deleteRemoved(Path shared) throws IOException {
    for (FileStatus status : list(shared)) {
      Path path = status.getPath();
      if (AsideNames.isOf(token.lock(), path) && !AsideNames.isOf(token.toString(), path)) {
        files.free(path);
      }
    }
  }

  private List<FileStatus> list(Path folder) throws IOException {
    try {
      return files.list(folder);
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }
}
