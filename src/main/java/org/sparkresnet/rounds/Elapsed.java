package org.sparkresnet.rounds;

/** Durations for reports; no result depends on them. */
final class Elapsed {
  private Elapsed() {}

  /** Seconds since a reading of System.nanoTime(). */
  static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }
}
