package org.sparkresnet.lock;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.UserError;

/**
 * Takes a lock, at once if nobody holds it or its holder is certainly dead. Otherwise watches the
 * holder for a lease, by its own clock alone: a heartbeat ends the wait, silence makes the lock
 * free.
 */
final class LockAcquisition {
  private final LockFiles files;
  private final String name;
  private final LockHolder self;
  private final String nonce;
  private final Duration lease;
  private final Consumer<String> notes;

  LockAcquisition(
      LockFiles files,
      String name,
      LockHolder self,
      String nonce,
      Duration lease,
      Consumer<String> notes) {
    this.files = files;
    this.name = name;
    this.self = self;
    this.nonce = nonce;
    this.lease = lease;
    this.notes = notes;
  }

  /**
   * Lock that was taken.
   *
   * @param number of the file that this process holds the lock with
   * @param sinceNanos when the file was not yet there, by this process's own clock
   */
  record Taken(long number, long sinceNanos) {}

  /**
   * Takes the lock.
   *
   * @throws UserError of code LOCKED if another process holds it
   */
  Taken take() throws IOException {
    while (true) {
      LockFiles.Newest before = files.newest();
      if (!isFree(before)) {
        refuseIfAlive(before);
        before = watch(before);
      }
      long created = System.nanoTime();
      LockToken token = LockToken.of(name, before.number() + 1, nonce);
      if (files.create(token, new Heartbeat(self, 0, Instant.now(), lease, false, nonce))) {
        refuseIfLate(token);
        return new Taken(token.number(), created);
      }
      LockFiles.Newest faster = files.newest();
      if (!isFree(faster)) {
        throw held(faster);
      }
    }
  }

  /** One that looked long ago may have created a number that had been cleared away. */
  private void refuseIfLate(LockToken token) throws IOException {
    if (files.highest() > token.number()) {
      files.withdraw(token);
      throw held(files.newest());
    }
  }

  private boolean isFree(LockFiles.Newest newest) {
    return newest.number() == 0
        || newest
            .heartbeat()
            .filter(
                heartbeat ->
                    heartbeat.released()
                        || heartbeat.holder().isDeadFor(self)
                        || heartbeat.holder().isEarlierAttemptOf(self))
            .isPresent();
  }

  /** A holder on this machine has the same clock, unless it was set back. */
  private void refuseIfAlive(LockFiles.Newest newest) {
    boolean alive =
        newest
            .heartbeat()
            .filter(heartbeat -> heartbeat.holder().isOnMachineOf(self))
            .filter(heartbeat -> !heartbeat.at().isAfter(Instant.now()))
            .filter(heartbeat -> age(heartbeat).compareTo(heartbeat.lease().orElse(lease)) < 0)
            .isPresent();
    if (alive) {
      throw held(newest);
    }
  }

  private LockFiles.Newest watch(LockFiles.Newest first) throws IOException {
    Duration silence = first.heartbeat().flatMap(Heartbeat::lease).orElse(lease);
    notes.accept(
        HumanText.format(
            "%s was last held by %s; waiting up to %.0f s for a sign of life",
            name, describe(first), seconds(silence)));
    long pollNanos = Math.max(50_000_000L, silence.toNanos() / 60);
    long watched = 0;
    long last = System.nanoTime();
    while (watched < silence.toNanos()) {
      sleep(pollNanos);
      LockFiles.Newest now = files.newest();
      if (!now.equals(first)) {
        if (isFree(now)) {
          return now;
        }
        throw held(now);
      }
      long time = System.nanoTime();
      // Not what passed while this machine was suspended: the holder's may have been, too.
      watched += Math.min(time - last, 2 * pollNanos);
      last = time;
    }
    notes.accept(HumanText.format("no sign of life for %.0f s: taking over", seconds(silence)));
    return first;
  }

  private UserError held(LockFiles.Newest newest) {
    String age =
        newest
            .heartbeat()
            .filter(heartbeat -> heartbeat.holder().isOnMachineOf(self))
            .map(heartbeat -> age(heartbeat).toSeconds() + " s ago")
            .orElse("just now");
    return UserError.locked(
        "%s is held by %s, last sign of life %s".formatted(name, describe(newest), age));
  }

  private static String describe(LockFiles.Newest newest) {
    return newest
        .heartbeat()
        .map(heartbeat -> heartbeat.holder().describe())
        .orElse("another process");
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }

  private static Duration age(Heartbeat heartbeat) {
    Duration age = Duration.between(heartbeat.at(), Instant.now());
    return age.isNegative() ? Duration.ZERO : age;
  }

  private static void sleep(long nanos) throws InterruptedIOException {
    try {
      Thread.sleep(Duration.ofNanos(nanos).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
