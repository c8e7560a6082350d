package org.sparkresnet.lock;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkresnet.common.UserError;
import org.sparkresnet.store.Store;

/**
 * Lets one process at a time change a folder of the store: a run, or a model. It works on local
 * disks and on HDFS, across machines, without comparing their clocks.
 *
 * <p>The holder writes a sign of life six times in a lease. A holder that was silent for a lease
 * loses the lock to the next that wants it, and finds that out before it changes anything more, if
 * it changes things through a store that is {@link Store#guardedBy guarded} by {@link
 * #requireHeld}. Dead processes of the same machine, and earlier attempts of the same YARN
 * application, are not waited for. Driver only.
 */
public final class FolderLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FolderLock.class);
  private static final int BEATS_IN_A_LEASE = 6;

  private final LockFiles files;
  private final String name;
  private final LockHolder owner;
  private final long number;
  private final Duration lease;
  private final ScheduledExecutorService heartbeat =
      Executors.newSingleThreadScheduledExecutor(FolderLock::daemon);
  private long beat;
  private long lastBeat = System.nanoTime();
  private volatile boolean lost;
  private boolean closed;

  private FolderLock(LockFiles files, String name, LockHolder owner, long number, Duration lease) {
    this.files = files;
    this.name = name;
    this.owner = owner;
    this.number = number;
    this.lease = lease;
  }

  /**
   * Locks a folder, which is created if it is absent.
   *
   * @param name of what is locked, for messages: "run paper-20"
   * @param lease silence after which this process is taken for dead, once it holds the lock
   * @param notes is told, in one line, when there is somebody to wait for
   * @throws UserError of kind LOCKED, naming the holder and its last sign of life, if there is one;
   *     of kind DATA if the folder cannot be read or written
   */
  public static FolderLock acquire(
      Store store,
      Path folder,
      String name,
      LockHolder self,
      Duration lease,
      Consumer<String> notes) {
    LockFiles files = new LockFiles(store.files(), folder);
    try {
      long number = new LockAcquisition(files, name, self, lease, notes).take();
      FolderLock lock = new FolderLock(files, name, self, number, lease);
      lock.start();
      return lock;
    } catch (IOException e) {
      throw Store.cannot("lock", files.folder(), e);
    }
  }

  /** Whether somebody holds a folder's lock, or held it when it died. */
  public static boolean isHeld(Store store, Path folder) {
    LockFiles files = new LockFiles(store.files(), folder);
    try {
      LockFiles.Newest newest = files.newest();
      return newest.number() > 0 && !newest.sign().map(Heartbeat::released).orElse(false);
    } catch (IOException e) {
      throw Store.cannot("read", files.folder(), e);
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "lock-heartbeat");
    thread.setDaemon(true); // it must not keep the process alive
    return thread;
  }

  private void start() throws IOException {
    files.deleteBelow(number);
    long millis = Math.max(1, lease.toMillis() / BEATS_IN_A_LEASE);
    var unused =
        heartbeat.scheduleWithFixedDelay(this::beat, millis, millis, TimeUnit.MILLISECONDS);
  }

  private synchronized void beat() {
    if (closed || lost) {
      return;
    }
    try {
      renew();
    } catch (IOException | RuntimeException e) {
      // What fails for less than a lease does no harm; the next beat may succeed.
      LOG.warn("Cannot renew the lock of {}: {}", name, e.getMessage());
    }
  }

  private void renew() throws IOException {
    if (isLost()) {
      return;
    }
    long begin = System.nanoTime();
    files.replace(number, new Heartbeat(owner, ++beat, Instant.now(), lease, false));
    lastBeat = begin;
  }

  private boolean isLost() throws IOException {
    lost = lost || files.highest() != number;
    return lost;
  }

  /**
   * Asks the file system whether this process still holds the lock; to be called before each change
   * of what is locked.
   *
   * @throws UserError of kind LOCKED if another process took it over, or the lock was deleted
   * @throws IOException if the file system gives no answer
   */
  public synchronized void requireHeld() throws IOException {
    if (!isLost() && System.nanoTime() - lastBeat > lease.toNanos()) {
      renew(); // others may take it for free by now: whoever watches must see a sign first
      isLost();
    }
    requireNotLost();
  }

  /**
   * The same, but only by what is known already: cheap enough for every round.
   *
   * @throws UserError of kind LOCKED, as {@link #requireHeld}
   */
  public void requireNotLost() {
    if (lost) {
      throw UserError.locked(
          "%s: another process has taken over, as this one gave no sign of life for %d s"
              .formatted(name, lease.toSeconds()));
    }
  }

  /** Ends the heartbeat and lets others have the lock. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    heartbeat.shutdownNow();
    try {
      if (!isLost()) {
        release();
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot release the lock of {}: {}", name, e.getMessage());
    }
  }

  private void release() throws IOException {
    if (number == 1 && files.standsAlone()) {
      // Nothing came of it, and nobody has seen another number: no trace need stay.
      files.delete(number);
      files.deleteEmptyFolders();
    } else {
      files.replace(number, new Heartbeat(owner, ++beat, Instant.now(), lease, true));
    }
  }
}
