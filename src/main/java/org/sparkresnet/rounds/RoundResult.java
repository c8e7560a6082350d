package org.sparkresnet.rounds;

import java.util.List;
import org.sparkresnet.plan.Plan;

/**
 * What is known of a round when it is done, besides the state after it.
 *
 * @param workers reports of the workers, in order
 * @param seconds duration of the round
 * @param broadcastSeconds time to distribute the weights
 * @param aggregateSeconds time to average them
 * @param bytesBroadcast bytes of weights that the driver sent, counted once
 * @param bytesCollected bytes of weights that the driver received
 * @param failedTasks failed attempts of the round's tasks
 */
public record RoundResult(
    Plan.Round round,
    List<WorkerReport> workers,
    double seconds,
    double broadcastSeconds,
    double aggregateSeconds,
    long bytesBroadcast,
    long bytesCollected,
    int failedTasks) {
  /** The same with more failed tasks. */
  RoundResult withMoreFailures(int more) {
    return new RoundResult(
        round,
        workers,
        seconds,
        broadcastSeconds,
        aggregateSeconds,
        bytesBroadcast,
        bytesCollected,
        failedTasks + more);
  }

  /** Sum of the losses of its images. */
  public double lossSum() {
    return workers.stream().mapToDouble(WorkerReport::lossSum).sum();
  }

  /** Number of its images that were answered right while they were trained on. */
  public long right() {
    return workers.stream().mapToLong(WorkerReport::right).sum();
  }
}
