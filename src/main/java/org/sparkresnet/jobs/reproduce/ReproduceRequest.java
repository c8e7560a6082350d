package org.sparkresnet.jobs.reproduce;

import java.util.List;
import org.sparkresnet.common.UserError;
import org.sparkresnet.store.RunId;

/**
 * Request to train a stored run again.
 *
 * @param run a run id, or a version of the registry whose training is meant
 * @param again name of the repetition; under the name of one that was stopped it goes on
 * @param assignments key=value over the stored configuration, such as another place of the data
 * @param until iteration to stop at; Long.MAX_VALUE to train to the end
 * @param fresh whether the checkpoints of an earlier attempt are dropped
 */
public record ReproduceRequest(
    String run, RunId again, List<String> assignments, long until, boolean fresh) {
  /** Copies the assignments, and checks the iteration. */
  public ReproduceRequest {
    if (until < 1) {
      throw UserError.usage("--until must be at least 1, cannot be: " + until);
    }
    assignments = List.copyOf(assignments);
  }
}
