package org.sparkresnet.jobs.retrain;

import java.util.Optional;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.RunLabel;
import org.sparkresnet.store.RunId;

/**
 * Request to retrain a model and to decide who is champion.
 *
 * @param name of the run for people
 * @param run name of the run in the store; empty for one made from data, recipe and champion
 * @param force tells to train although nothing changed, or although the run has decided
 * @param dryRun tells to decide and to change nothing in the registry
 * @param replaceDamaged allows a candidate that reaches the floor to replace a damaged champion
 */
public record RetrainRequest(
    JobConfig config,
    String name,
    Optional<RunId> run,
    boolean force,
    boolean dryRun,
    boolean replaceDamaged) {
  /** Refuses layers that this machine lacks, before Spark is started. */
  public RetrainRequest {
    config.layers();
  }

  /** Request of a nightly run: train if anything is new, decide, promote or keep. */
  public static RetrainRequest nightly(JobConfig config, String name) {
    return new RetrainRequest(config, name, Optional.empty(), false, false, false);
  }

  RunLabel label() {
    return new RunLabel("retrain", name);
  }
}
