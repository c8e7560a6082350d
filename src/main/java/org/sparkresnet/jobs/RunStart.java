package org.sparkresnet.jobs;

import java.time.Instant;
import java.util.Optional;

/**
 * Moment at which the next run of a context began: for the first one, if the context started Spark
 * for it, before that; for others now.
 */
final class RunStart {
  private Optional<Instant> opened;

  private RunStart(Optional<Instant> opened) {
    this.opened = opened;
  }

  /** Of a context that is about to start Spark. */
  static RunStart before() {
    return new RunStart(Optional.of(Instant.now()));
  }

  /** Of a context on a Spark that runs already. */
  static RunStart none() {
    return new RunStart(Optional.empty());
  }

  synchronized Instant moment() {
    return opened.orElseGet(Instant::now);
  }

  /** Says that a run has its row: the next one begins later. */
  synchronized void take() {
    opened = Optional.empty();
  }
}
