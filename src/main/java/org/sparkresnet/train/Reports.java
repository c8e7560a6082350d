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
    List<WorkerResult> workers = results.workers();
    long bytes = workers.get(0).weights().bytes();
    return new RoundReport(
        round,
        config.plan().examplesOf(round),
        loss,
        config.replica().optimizer().learningRate().at(round.iteration()),
        seconds,
        workers.stream().mapToDouble(WorkerResult::fitSeconds).average().orElse(0),
        workers.stream().mapToDouble(WorkerResult::fitSeconds).max().orElse(0),
        results.broadcastSeconds()
            + workers.stream().mapToDouble(WorkerResult::waitSeconds).max().orElse(0),
        aggregateSeconds,
        bytes,
        bytes * workers.size(),
        workers.stream().mapToInt(WorkerResult::failedAttempts).sum());
  }
}
