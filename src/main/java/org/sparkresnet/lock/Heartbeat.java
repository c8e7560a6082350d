package org.sparkresnet.lock;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.sparkresnet.common.Json;
import org.sparkresnet.common.UserError;

/**
 * Content of a lock file: the holder and its sign of life.
 *
 * @param beat number that grows with every heartbeat
 * @param at by the holder's clock, which only processes of its machine share
 * @param leaseMillis silence after which others may take the holder for dead
 * @param released whether the holder has given the lock back
 * @param nonce of the holder's {@link LockToken}; empty in a file of an older version
 */
record Heartbeat(
    @JsonUnwrapped LockHolder holder,
    long beat,
    Instant at,
    long leaseMillis,
    boolean released,
    @JsonProperty(defaultValue = "null") Optional<String> nonce) {
  /** Of the key lock.lease-seconds. */
  private static final Duration LONGEST_LEASE = Duration.ofDays(1);

  Heartbeat(
      LockHolder holder, long beat, Instant at, Duration lease, boolean released, String nonce) {
    this(holder, beat, at, lease.toMillis(), released, Optional.of(nonce));
  }

  /** Tells whether a holder of this nonce wrote it. */
  boolean isOf(String holdersNonce) {
    return nonce.filter(holdersNonce::equals).isPresent();
  }

  /** Empty for a number that no holder writes, for which nobody can wait. */
  Optional<Duration> lease() {
    return leaseMillis > 0 && leaseMillis <= LONGEST_LEASE.toMillis()
        ? Optional.of(Duration.ofMillis(leaseMillis))
        : Optional.empty();
  }

  byte[] bytes() {
    return Json.text(this).getBytes(StandardCharsets.UTF_8);
  }

  /** Empty for a text that is no heartbeat, such as that of a file whose writing has just begun. */
  static Optional<Heartbeat> of(String text) {
    try {
      return Optional.of(Json.read("lock", text, Heartbeat.class));
    } catch (UserError e) {
      return Optional.empty();
    }
  }
}
