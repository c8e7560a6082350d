package org.sparkresnet.train;

import java.io.Serializable;
import org.sparkresnet.replica.Weights;

/**
 * What a worker sends back from a round.
 *
 * @param weights its own after its minibatches, or a slice of them
 */
record WorkerResult(WorkerReport report, Weights weights) implements Serializable {
  int worker() {
    return report.worker();
  }

  int examples() {
    return report.examples();
  }
}
