package org.sparkresnet.store;

import java.io.IOException;
import org.sparkresnet.common.UserError;
import org.sparkresnet.lock.FolderLock;

/**
 * Store that is changed under a lock: each change asks first whether this process still holds the
 * lock. Closing it releases the lock. Driver only.
 */
public final class LockedStore implements AutoCloseable {
  private final FolderLock lock;
  private final StoreWriter writer;

  LockedStore(FolderLock lock, StoreWriter writer) {
    this.lock = lock;
    this.writer = writer;
  }

  /** Writer that the lock guards, and that tries again what may pass. */
  public StoreWriter writer() {
    return writer;
  }

  /**
   * Requires that the lock is not known to be lost; cheap enough for every round.
   *
   * @throws org.sparkresnet.common.UserError of code LOCKED if another process took it over
   */
  public void requireNotLost() {
    lock.requireNotLost();
  }

  /**
   * Finds out whether a failure is due to a later holder of the lock, which may have removed what
   * was needed.
   *
   * @return the error of code LOCKED, with the failure as suppressed; otherwise the failure
   */
  public Throwable reasonFor(Throwable failure) {
    if (UserError.isLocked(failure)) {
      return failure;
    }
    try {
      lock.requireHeld();
      return failure;
    } catch (IOException | RuntimeException e) {
      if (lock.hasHeir()) {
        e.addSuppressed(failure);
        return e;
      }
      failure.addSuppressed(e);
      return failure;
    }
  }

  /** Tells whether another process is known to have taken over. */
  public boolean isLost() {
    return lock.isLost();
  }

  @Override
  public void close() {
    lock.close();
  }
}
