package org.sparkresnet.rounds;

import java.io.Serializable;
import java.util.List;
import org.sparkresnet.replica.Weights;

/**
 * Result that a worker returns from a round.
 *
 * @param weights the worker's weights after its minibatches, or a slice of them
 */
record WorkerResult(WorkerReport report, Weights weights) implements Serializable {
  int worker() {
    return report.worker();
  }

  int examples() {
    return report.examples();
  }

  /** Mean of the weights of all workers, given in their order. */
  static Weights mean(List<WorkerResult> results) {
    return Averaging.mean(
        results.stream().map(WorkerResult::weights).toList(),
        results.stream().map(WorkerResult::examples).toList());
  }
}
