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
 * the lock to the next process that wants it; one that was silent for two thirds of it changes
 * nothing before it has given a sign again. Files that are {@link AtomicFiles#heldBy held} by the
 * {@link #token} and guarded by {@link #requireHeld} refuse a holder that has lost its lock. Nobody
 * waits for dead processes of the same machine, nor for earlier attempts of the same YARN
 * application. Driver only.
 */
public final class FolderLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FolderLock.class);
  private static final int BEATS_IN_A_LEASE = 6;

  /** After so much silence a job is not taken to be working any more. */
  private static final int LEASES_OF_SILENCE = 2;

  private final LockFiles files;
  private final String name;
  private final LockHolder holder;
  private final LockToken token;
  private final Duration lease;
  private final boolean traceless;
  private final ScheduledExecutorService heartbeat =
      Executors.newSingleThreadScheduledExecutor(FolderLock::daemon);
  private long beat;
  private long lastBeat;
  private volatile UserError loss;
  private volatile boolean hasHeir;
  private boolean closed;

  private FolderLock(
      LockFiles files,
      String name,
      LockHolder holder,
      LockAcquisition.Taken taken,
      String nonce,
      Duration lease,
      boolean traceless) {
    this.name = name;
    this.holder = holder;
    this.token = LockToken.of(name, taken.number(), nonce);
    this.files = files.heldBy(token, this::requireMine);
    this.lastBeat = taken.sinceNanos();
    this.lease = lease;
    this.traceless = traceless;
  }

  /**
   * Locks a folder, which is created if it is absent.
   *
   * @param name of what is locked, unlike those of the store's other locks: "run paper-20"
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
    return acquire(files, folder, name, self, lease, false, notes);
  }

  /**
   * Locks a folder like {@link #acquire}, but leaves nothing in it when the lock is released.
   *
   * @throws UserError as {@link #acquire}
   */
  public static FolderLock acquireWithoutTrace(
      AtomicFiles files,
      Path folder,
      String name,
      LockHolder self,
      Duration lease,
      Consumer<String> notes) {
    return acquire(files, folder, name, self, lease, true, notes);
  }

  private static FolderLock acquire(
      AtomicFiles files,
      Path folder,
      String name,
      LockHolder self,
      Duration lease,
      boolean traceless,
      Consumer<String> notes) {
    LockFiles lockFiles = new LockFiles(files, folder);
    String nonce = LockToken.newNonce();
    try {
      LockAcquisition.Taken taken =
          new LockAcquisition(lockFiles, name, self, nonce, lease, notes).take();
      FolderLock lock = new FolderLock(lockFiles, name, self, taken, nonce, lease, traceless);
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
   * A holder that died shows its last one. Of a file without a sign, which is just being written or
   * was left by a power cut, it is the time of the file.
   */
  public static Optional<Instant> lastSign(AtomicFiles files, Path folder) {
    LockFiles lockFiles = new LockFiles(files, folder);
    try {
      return lastSign(lockFiles, lockFiles.newest());
    } catch (IOException e) {
      throw FileErrors.cannot("read", lockFiles.folder(), e);
    }
  }

  private static Optional<Instant> lastSign(LockFiles lockFiles, LockFiles.Newest newest)
      throws IOException {
    if (newest.number() == 0) {
      return Optional.empty();
    }
    Optional<Heartbeat> heartbeat = newest.heartbeat();
    return heartbeat.isPresent()
        ? heartbeat.filter(it -> !it.released()).map(Heartbeat::at)
        : lockFiles.modified(newest.number());
  }

  /**
   * Tells whether a job works on a folder: whether the holder of its lock has given a sign of life
   * within two of its own leases, as clocks of machines differ, and a sign may be late. A process
   * of this machine that has ended does not.
   *
   * @param least silence that is never taken for the end of a job whose end cannot be seen
   */
  public static boolean isWorkedOn(AtomicFiles files, Path folder, Duration least) {
    LockFiles lockFiles = new LockFiles(files, folder);
    try {
      LockFiles.Newest newest = lockFiles.newest();
      Optional<Heartbeat> heartbeat = newest.heartbeat();
      Instant dead = Instant.now().minus(silence(heartbeat.flatMap(Heartbeat::lease), least));
      return lastSign(lockFiles, newest).filter(dead::isBefore).isPresent()
          && heartbeat.filter(it -> it.holder().isDeadFor(LockHolder.here(""))).isEmpty();
    } catch (IOException e) {
      throw FileErrors.cannot("read", lockFiles.folder(), e);
    }
  }

  private static Duration silence(Optional<Duration> lease, Duration least) {
    return lease
        .map(it -> it.multipliedBy(LEASES_OF_SILENCE))
        .filter(own -> own.compareTo(least) > 0)
        .orElse(least);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "lock-heartbeat");
    thread.setDaemon(true); // it must not keep the process alive
    return thread;
  }

  private void start() throws IOException {
    files.deleteAsides(token);
    files.deleteBelow(token.number());
    long millis = Math.max(1, lease.toMillis() / BEATS_IN_A_LEASE);
    var unused =
        heartbeat.scheduleWithFixedDelay(this::beat, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** Identity of this holder, for the names of what it writes aside. */
  public LockToken token() {
    return token;
  }

  private synchronized void beat() {
    if (closed || loss != null) {
      return;
    }
    try {
      renew();
    } catch (IOException | RuntimeException e) {
      if (loss == null) {
        // What fails for less than a lease does no harm; the next beat may succeed.
        LOG.warn("Cannot renew the lock of {}: {}", name, e.getMessage());
      }
    }
  }

  private void renew() throws IOException {
    requireMine();
    long begin = System.nanoTime();
    // The files ask once more after the sign was written aside and before it is renamed.
    files.replace(token.number(), sign(false));
    lastBeat = begin;
  }

  private Heartbeat sign(boolean released) {
    return new Heartbeat(holder, ++beat, Instant.now(), lease, released, token.nonce());
  }

  /** Asks the file system. */
  private void requireMine() throws IOException {
    if (loss == null && !files.isHeldBy(token.number(), token.nonce())) {
      LockFiles.Newest heir = files.newest();
      hasHeir = heir.number() > 0;
      loss = UserError.locked(name + ": " + reasonOfLoss(heir));
    }
    requireNotLost();
  }

  private String reasonOfLoss(LockFiles.Newest heir) {
    if (heir.number() == 0) {
      return "another process has taken over, or has removed the lock's files: " + files.folder();
    }
    return System.nanoTime() - lastBeat >= lease.toNanos()
        ? "another process has taken over, as this one gave no sign of life for %d s"
            .formatted(lease.toSeconds())
        : "another process has taken over, although this one gave signs of life: "
            + heir.heartbeat().map(it -> it.holder().describe()).orElse("its name is not known");
  }

  /**
   * Asks the file system whether this process still holds the lock; to be called before each change
   * of what is locked.
   *
   * @throws UserError of code LOCKED if another process took it over, or the lock was deleted
   * @throws IOException if the file system gives no answer, or if no sign of life can be written
   *     and the last one is older than two thirds of the lease
   */
  public synchronized void requireHeld() throws IOException {
    requireMine();
    if (!closed && System.nanoTime() - lastBeat > lease.toNanos() / 3 * 2) {
      renew(); // others may take it for free soon: whoever watches must see a heartbeat first
      requireMine();
    }
  }

  /**
   * Requires that the lock is not known to be lost; asks no file system, so cheap enough for every
   * round.
   *
   * @throws UserError of code LOCKED, as {@link #requireHeld}
   */
  public void requireNotLost() {
    UserError known = loss;
    if (known != null) {
      throw UserError.locked(known.getMessage());
    }
  }

  /** Tells whether the lock is known to be lost; asks no file system. */
  public boolean isLost() {
    return loss != null;
  }

  /** Tells whether the lock is known to be another process's; asks no file system. */
  public boolean hasHeir() {
    return hasHeir;
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
      requireMine();
      release();
    } catch (IOException | RuntimeException e) {
      if (loss == null) {
        LOG.warn("Cannot release the lock of {}: {}", name, e.getMessage());
      }
    }
  }

  private void release() throws IOException {
    boolean leavesNothing = traceless && files.isLowest(token.number());
    if (leavesNothing || (token.number() == 1 && files.standsAlone())) {
      // Nobody need see its number again: a later holder of the same one has another nonce.
      files.delete(token.number());
      files.deleteEmptyFolders();
    } else {
      files.replace(token.number(), sign(true));
    }
  }
}
