package org.sparkresnet.rounds;

import java.io.Serializable;
import java.util.List;

/**
 * Result that a worker returns from a segment.
 *
 * @param rounds the rounds that were trained, in order
 * @param slice the worker's slice of the state after the last of them
 */
record SegmentResult(int worker, List<WorkerRound> rounds, SharedState slice)
    implements Serializable {
  /**
   * A worker's part of a round.
   *
   * @param seconds duration of the round
   * @param exchangeSeconds time of the exchange of weights, with the wait for other workers
   */
  record WorkerRound(WorkerReport report, double seconds, double exchangeSeconds)
      implements Serializable {}
}
