package org.sparkresnet.store;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.lock.FolderLock;
import org.sparkresnet.lock.LockHolder;

/**
 * Locks of a store's folders for one process. Driver only.
 *
 * @param lease silence after which a holder is taken for dead
 * @param patience time for which a failing change is tried again
 * @param notes receives a line when a lock of a killed process must be waited for
 */
public record StoreLocks(
    Store store, LockHolder self, Duration lease, Duration patience, Consumer<String> notes) {

  /**
   * Requires that the store can be written, so that a run that could not keep its results fails
   * before it starts.
   *
   * @throws org.sparkresnet.common.UserError of code STORAGE if it cannot, of code USAGE if its
   *     file system cannot keep a store
   */
  public void requireWritable() {
    store.requireSuitable();
    new StoreWriter(store, store.files()).requireWritable();
  }

  /**
   * Locks a run's folder.
   *
   * @throws org.sparkresnet.common.UserError of code LOCKED if another job works on the run
   */
  public LockedStore forRun(RunId run) {
    return forFolder(store.run(run), "run " + run);
  }

  /**
   * Locks another folder of the store, and deletes what earlier holders of the lock left aside in
   * it, beside it and in the tables.
   *
   * @param name of what is locked, for messages
   * @throws org.sparkresnet.common.UserError of code LOCKED if another process holds it, of code
   *     USAGE if the store's file system cannot keep a store
   */
  public LockedStore forFolder(Path folder, String name) {
    store.requireSuitable();
    FolderLock lock = FolderLock.acquire(store.files(), folder, name, self, lease, notes);
    try {
      AtomicFiles files =
          store.files().heldBy(lock.token().toString(), lock::requireHeld).retrying(patience);
      deleteLeftovers(folder, new Leftovers(files, lock.token()));
      return new LockedStore(lock, new StoreWriter(store, files));
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Rows are beside those of other runs, and a folder is moved away beside itself. */
  private void deleteLeftovers(Path locked, Leftovers leftovers) {
    try {
      leftovers.deleteBelow(locked);
      leftovers.deleteFrom(locked.getParent(), locked.getName());
      for (Path table : leftovers.folders(store.tables())) {
        leftovers.deleteFrom(table, locked.getName());
      }
    } catch (IOException e) {
      throw FileErrors.cannot("delete", locked, e);
    }
  }
}
