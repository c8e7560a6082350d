package org.sparkresnet.jobs.retrain;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.RunLabel;
import org.sparkresnet.store.RunCommand;
import org.sparkresnet.store.RunId;

/**
 * Request to retrain a model and to decide who is champion.
 *
 * @param name of the run for people
 * @param run name of the run in the store; empty for one made from data, recipe and champion
 */
public record RetrainRequest(
    JobConfig config, String name, Optional<RunId> run, Set<Option> options) {
  /** Exception from a nightly run. */
  public enum Option {
    /** Trains although nothing changed, or although the run has decided. */
    FORCE,
    /** Begins the training again: the run's checkpoints are dropped. */
    FRESH,
    /** Decides and changes nothing in the registry. */
    DRY_RUN,
    /** Allows a candidate that reaches the floor to replace a damaged champion. */
    REPLACE_DAMAGED_CHAMPION
  }

  /** Refuses layers that this machine lacks, before Spark is started. */
  public RetrainRequest {
    options = Set.copyOf(options);
    config.layers();
    config.evaluationLayers();
  }

  /** Request of a nightly run: train if anything is new, decide, promote or keep. */
  public static RetrainRequest nightly(JobConfig config, String name) {
    return new RetrainRequest(config, name, Optional.empty(), Set.of());
  }

  /** This request, with a name of the run in the store. */
  public RetrainRequest named(RunId newRun) {
    return new RetrainRequest(config, name, Optional.of(newRun), options);
  }

  RetrainRequest with(JobConfig other) {
    return new RetrainRequest(other, name, run, options);
  }

  /** This request, with an option. */
  public RetrainRequest with(Option option) {
    Set<Option> more = EnumSet.of(option);
    more.addAll(options);
    return new RetrainRequest(config, name, run, more);
  }

  boolean has(Option option) {
    return options.contains(option);
  }

  RunLabel label() {
    return new RunLabel(RunCommand.RETRAIN, name);
  }
}
