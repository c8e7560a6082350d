package org.sparkresnet.train;

import java.util.List;
import java.util.Optional;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.rounds.RoundResult;
import org.sparkresnet.rounds.WorkerReport;

/**
 * Report of a round: counts, loss and times.
 *
 * @param loss mean loss of its images, with label smoothing and the weight-decay term
 * @param learningRate learning rate of its first minibatch
 * @param seconds duration of the round; the first one of a segment has the segment's launch
 * @param fitSecondsMean mean time of the workers in their minibatches
 * @param fitSecondsMax time of the slowest worker in its minibatches
 * @param inputSecondsMean mean time in which the workers made their minibatches
 * @param broadcastSeconds time to distribute the weights: on the driver, plus the longest wait of a
 *     worker; 0 but for the first round of a segment
 * @param aggregateSeconds time to average on the driver, to join slices averaged by the executors,
 *     or, in a segment, of the exchange for the worker that came last to it
 * @param bytesBroadcast bytes that the driver sent, counted once; 0 but for the first round of a
 *     segment
 * @param bytesCollected bytes of weights that the driver received; 0 but for the last round of a
 *     segment
 * @param failedTasks failed attempts of the round's tasks or of its segment
 * @param parametersSha256 SHA-256 of the averaged parameters as little-endian float32, in hex,
 *     after the last round of an epoch; else empty
 */
public record RoundReport(
    Plan.Round round,
    long examples,
    double loss,
    double learningRate,
    double seconds,
    double fitSecondsMean,
    double fitSecondsMax,
    double inputSecondsMean,
    double broadcastSeconds,
    double aggregateSeconds,
    long bytesBroadcast,
    long bytesCollected,
    int failedTasks,
    Optional<String> parametersSha256) {
  /** Images a second over the whole round. */
  public double imagesPerSecond() {
    return examples / seconds;
  }

  /**
   * The report of a round.
   *
   * @param loss mean loss of its images
   * @param parametersSha256 SHA-256 of the averaged parameters, or empty
   */
  static RoundReport of(
      TrainConfig config, RoundResult result, double loss, Optional<String> parametersSha256) {
    Plan.Round round = result.round();
    List<WorkerReport> workers = result.workers();
    return new RoundReport(
        round,
        config.plan().examplesOf(round),
        loss,
        config.replica().optimizer().learningRate().at(round.iteration()),
        result.seconds(),
        workers.stream().mapToDouble(WorkerReport::fitSeconds).average().orElse(0),
        workers.stream().mapToDouble(WorkerReport::fitSeconds).max().orElse(0),
        workers.stream().mapToDouble(WorkerReport::inputSeconds).average().orElse(0),
        result.broadcastSeconds(),
        result.aggregateSeconds(),
        result.bytesBroadcast(),
        result.bytesCollected(),
        result.failedTasks(),
        parametersSha256);
  }
}
