package org.sparkresnet.train;

import java.io.Serializable;
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
}
