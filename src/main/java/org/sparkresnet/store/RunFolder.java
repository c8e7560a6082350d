package org.sparkresnet.store;

import java.time.Instant;
import java.util.Optional;

/**
 * Times and sizes of a run's folder, {@code runs/<run_id>}.
 *
 * @param endedAt when its summary was written; empty for a run that was not finished and did not
 *     fail: it may go on
 * @param changedAt when its newest file was written
 * @param bytes of all its files
 * @param checkpointBytes of its checkpoints and journal
 * @param state differs whenever a file of it was written, made or deleted, but for those of its
 *     lock and what was written aside
 */
public record RunFolder(
    RunId run,
    Optional<Instant> endedAt,
    Instant changedAt,
    long bytes,
    long checkpointBytes,
    String state) {

  /** When it ended, or when something last happened to it. */
  public Instant lastSign() {
    return endedAt.orElse(changedAt);
  }
}
