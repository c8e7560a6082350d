package org.sparkresnet.jobs.retrain;

import org.sparkresnet.registry.Decision;
import org.sparkresnet.store.RunId;

/**
 * Outcome of a retraining.
 *
 * @param run the run in the tables
 * @param outcome KEPT if there was a candidate that is not the champion; PROMOTED otherwise, also
 *     if there was nothing new
 */
public record RetrainResult(RunId run, Decision.Outcome outcome) {
  /** Tells whether a candidate was trained that did not become the champion. */
  public boolean isKept() {
    return outcome == Decision.Outcome.KEPT;
  }
}
