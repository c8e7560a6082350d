package org.sparkresnet.store;

import java.time.Duration;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
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
   * @throws org.sparkresnet.common.UserError of code STORAGE if it cannot
   */
  public void requireWritable() {
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
   * Locks another folder of the store.
   *
   * @param name of what is locked, for messages
   * @throws org.sparkresnet.common.UserError of code LOCKED if another process holds it
   */
  public LockedStore forFolder(Path folder, String name) {
    FolderLock lock = FolderLock.acquire(store.files(), folder, name, self, lease, notes);
    return new LockedStore(
        lock,
        new StoreWriter(store, store.files().guardedBy(lock::requireHeld).retrying(patience)));
  }
}
