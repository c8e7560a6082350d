package org.sparkresnet.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.sparkresnet.common.FolderName;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.lock.FolderLock;
import org.sparkresnet.lock.LockHolder;

/**
 * Lists and removes the folders of runs. A folder is renamed before it is deleted, so that nobody
 * sees a part of a run; the next removal deletes the rest of one that was killed. Rows in tables
 * and versions in the registry are copies and stay. Driver only.
 */
public final class RunFolders {
  private final Store store;
  private final LockHolder self;
  private final Duration lease;

  /**
   * @param self who locks a run while it is removed
   * @param lease of that lock
   */
  public RunFolders(Store store, LockHolder self, Duration lease) {
    this.store = store;
    this.self = self;
    this.lease = lease;
  }

  /**
   * All runs' folders, but for those from which something is removed meanwhile. Folders that no run
   * can have, such as lost+found, are passed over.
   */
  public List<RunFolder> list() {
    List<RunFolder> folders = new ArrayList<>();
    try {
      for (FileStatus entry : store.list(store.runs())) {
        if (entry.isDirectory() && FolderName.isValid(entry.getPath().getName())) {
          statIfPresent(entry).ifPresent(folders::add);
        }
      }
    } catch (IOException e) {
      throw FileErrors.cannot("read", store.runs(), e);
    }
    return folders;
  }

  private Optional<RunFolder> statIfPresent(FileStatus folder) throws IOException {
    try {
      return Optional.of(stat(new RunId(folder.getPath().getName()), folder));
    } catch (FileNotFoundException e) {
      return Optional.empty(); // another job removes it, or works on it
    }
  }

  private RunFolder stat(RunId run, FileStatus folder) throws IOException {
    Optional<Instant> endedAt = Optional.empty();
    long changedAt = folder.getModificationTime();
    long bytes = 0;
    long checkpointBytes = 0;
    Path qualified = folder.getPath();
    RemoteIterator<LocatedFileStatus> files = store.files().listBelow(qualified);
    while (files.hasNext()) {
      LocatedFileStatus file = files.next();
      String name = qualified.toUri().relativize(file.getPath().toUri()).getPath();
      changedAt = Math.max(changedAt, file.getModificationTime());
      bytes += file.getLen();
      if (name.matches("(_tmp-)?(checkpoints|journal)/.*")) {
        checkpointBytes += file.getLen();
      }
      if (name.equals("summary.json")) {
        endedAt = Optional.of(Instant.ofEpochMilli(file.getModificationTime()));
      }
    }
    return new RunFolder(run, endedAt, Instant.ofEpochMilli(changedAt), bytes, checkpointBytes);
  }

  /** Tells whether a job works on a run, or died while it did. */
  public boolean isLocked(RunId run) {
    return FolderLock.isHeld(store.files(), store.run(run));
  }

  /** Deletes what removals that were killed have left. */
  public void finishRemovals() {
    try {
      store.files().deleteAsides(store.runs());
    } catch (IOException e) {
      throw FileErrors.cannot("delete", store.runs(), e);
    }
  }

  /**
   * Removes a run's folder.
   *
   * @param notes is told when a lock that a killed process left must be waited for
   * @throws org.sparkresnet.common.UserError of code LOCKED if a job works on the run
   */
  public void remove(RunId run, Consumer<String> notes) {
    Path aside;
    try (FolderLock lock = lock(run, notes)) {
      aside = moveAside(lockedBy(lock), store.run(run));
    }
    // Not before: the lock went with the folder, and a slow deletion would look like a lost one.
    store.delete(aside);
  }

  /**
   * Removes a run's checkpoints and journal, from which it could go on, and what such a removal
   * left when it was killed.
   *
   * @param notes as above
   * @throws org.sparkresnet.common.UserError of code LOCKED if a job works on the run
   */
  public void removeCheckpoints(RunId run, Consumer<String> notes) {
    try (FolderLock lock = lock(run, notes)) {
      Store locked = lockedBy(lock);
      deleteAsides(locked, store.run(run));
      for (Path folder : List.of(store.checkpoints(run), store.journal(run))) {
        if (store.exists(folder)) {
          locked.delete(moveAside(locked, folder));
        }
      }
    }
  }

  private FolderLock lock(RunId run, Consumer<String> notes) {
    return FolderLock.acquire(store.files(), store.run(run), "run " + run, self, lease, notes);
  }

  /** The store, changed only while the lock is held. */
  private Store lockedBy(FolderLock lock) {
    return store.guardedBy(lock::requireHeld);
  }

  private static void deleteAsides(Store locked, Path folder) {
    try {
      locked.files().deleteAsides(folder);
    } catch (IOException e) {
      throw FileErrors.cannot("delete", folder, e);
    }
  }

  private static Path moveAside(Store locked, Path folder) {
    Path aside = AtomicFiles.aside(folder.getParent(), folder.getName());
    locked.delete(aside);
    try {
      locked.files().change(folder, () -> locked.files().publish(folder, aside));
    } catch (IOException e) {
      throw FileErrors.cannot("delete", folder, e);
    }
    return aside;
  }
}
