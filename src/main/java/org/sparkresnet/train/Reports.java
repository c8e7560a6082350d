package org.sparkresnet.train;

import java.util.List;

/** Condenses the workers' results of a round into its report. */
final class Reports {
  private Reports() {}

  static RoundReport of(
      TrainConfig config,
      Plan.Round round,
      RoundRunner.Results results,
      double loss,
      double seconds,
      double aggregateSeconds) {
    List<WorkerReport> workers = results.workers();
    return new RoundReport(
        round,
        config.plan().examplesOf(round),
        loss,
        config.replica().optimizer().learningRate().at(round.iteration()),
        seconds,
        workers.stream().mapToDouble(WorkerReport::fitSeconds).average().orElse(0),
        workers.stream().mapToDouble(WorkerReport::fitSeconds).max().orElse(0),
        results.broadcastSeconds()
            + workers.stream().mapToDouble(WorkerReport::waitSeconds).max().orElse(0),
        aggregateSeconds,
        results.mean().bytes(),
        results.bytesCollected(),
        results.failedTasks());
  }
}
