package org.sparkresnet.lock;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.files.FileErrors;

/**
 * Lock that lets one process at a time change a folder of the store: a run, or a model. It works on
 * local disks and on HDFS, across machines, without comparing their clocks.
 *
 * <p>The holder writes a heartbeat six times in a lease. A holder that was silent for a lease loses
 * the lock to the next process that wants it. Files that are {@link AtomicFiles#guardedBy guarded}
 * by {@link #requireHeld} refuse a holder that has lost its lock. Nobody waits for dead processes
 * of the same machine, nor for earlier attempts of the same YARN application. Driver only.
 */
public final class FolderLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FolderLock.class);
  private static final int BEATS_IN_A_LEASE = 6;

  private final LockFiles files;
  private final String name;
  private final LockHolder holder;
  private final long number;
  private final Duration lease;
  private final ScheduledExecutorService heartbeat =
      Executors.newSingleThreadScheduledExecutor(FolderLock::daemon);
  private long beat;
  private long lastBeat = System.nanoTime();
  private volatile boolean lost;
  private boolean closed;

  private FolderLock(LockFiles files, String name, LockHolder holder, long number, Duration lease) {
    this.files = files;
    this.name = name;
    this.holder = holder;
    this.number = number;
    this.lease = lease;
  }

  /**
   * Locks a folder, which is created if it is absent.
   *
   * @param name of what is locked, for messages: "run paper-20"
   * @param lease silence after which this process is taken for dead, once it holds the lock
   * @param notes is told, in one line, when there is somebody to wait for
   * @throws UserError of code LOCKED, naming the holder and its last sign of life, if there is one;
   *     of code STORAGE if the folder cannot be read or written
   */
  public static FolderLock acquire(
      AtomicFiles files,
      Path folder,
      String name,
      LockHolder self,
      Duration lease,
      Consumer<String> notes) {
    LockFiles lockFiles = new LockFiles(files, folder);
    try {
      long number = new LockAcquisition(lockFiles, name, self, lease, notes).take();
      FolderLock lock = new FolderLock(lockFiles, name, self, number, lease);
      lock.start();
      return lock;
    } catch (IOException e) {
      throw FileErrors.cannot("lock", lockFiles.folder(), e);
    }
  }

  /** Tells whether somebody holds a folder's lock, or held it when it died. */
  public static boolean isHeld(AtomicFiles files, Path folder) {
    LockFiles lockFiles = new LockFiles(files, folder);
    try {
      LockFiles.Newest newest = lockFiles.newest();
      return newest.number() > 0 && !newest.heartbeat().map(Heartbeat::released).orElse(false);
    } catch (IOException e) {
      throw FileErrors.cannot("read", lockFiles.folder(), e);
    }
  }

  /**
   * Last sign of life of the holder of a folder's lock, by its own clock; empty if nobody holds it.
   * A holder that died shows its last one.
   */
  public static Optional<Instant> lastSign(AtomicFiles files, Path folder) {
    LockFiles lockFiles = new LockFiles(files, folder);
    try {
      LockFiles.Newest newest = lockFiles.newest();
      return newest.number() == 0
          ? Optional.empty()
          : newest
              .heartbeat()
              .map(it -> it.released() ? Optional.<Instant>empty() : Optional.of(it.at()))
              .orElseGet(() -> Optional.of(Instant.now())); // it is just being written
    } catch (IOException e) {
      throw FileErrors.cannot("read", lockFiles.folder(), e);
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
    if (looksLost()) {
      return;
    }
    long begin = System.nanoTime();
    files.replace(number, new Heartbeat(holder, ++beat, Instant.now(), lease, false));
    lastBeat = begin;
  }

  private boolean looksLost() throws IOException {
    lost = lost || files.highest() != number;
    return lost;
  }

  /**
   * Asks the file system whether this process still holds the lock; to be called before each change
   * of what is locked.
   *
   * @throws UserError of code LOCKED if another process took it over, or the lock was deleted
   * @throws IOException if the file system gives no answer
   */
  public synchronized void requireHeld() throws IOException {
    if (!looksLost() && System.nanoTime() - lastBeat > lease.toNanos()) {
      renew(); // others may take it for free by now: whoever watches must see a heartbeat first
      looksLost();
    }
    requireNotLost();
  }

  /**
   * Requires that the lock is not known to be lost; asks no file system, so cheap enough for every
   * round.
   *
   * @throws UserError of code LOCKED, as {@link #requireHeld}
   */
  public void requireNotLost() {
    if (lost) {
      throw UserError.locked(
          "%s: another process has taken over, as this one gave no sign of life for %d s"
              .formatted(name, lease.toSeconds()));
    }
  }

  /** Tells whether another process is known to have taken over; asks no file system. */
  public boolean isLost() {
    return lost;
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
      if (!looksLost()) {
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
      files.replace(number, new Heartbeat(holder, ++beat, Instant.now(), lease, true));
    }
  }
}
