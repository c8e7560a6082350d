package org.sparkresnet.jobs.train;

import java.util.List;
import java.util.Optional;
import org.sparkresnet.cifar.CheckResult;
import org.sparkresnet.store.RunId;
import org.sparkresnet.train.InitialParameters;

/**
 * What a run of training is, besides its configuration.
 *
 * @param command train or retrain
 * @param recipe a name for people
 * @param origin the model that it starts from; empty to start from the seed
 * @param checks of the data, besides those of every run
 */
public record TrainRequest(
    RunId run, String command, String recipe, Optional<Origin> origin, List<CheckResult> checks) {

  /**
   * A model to start from.
   *
   * @param run that trained it
   * @param sha256 of its model file
   */
  public record Origin(RunId run, String sha256, InitialParameters start) {}

  /** A run of train. */
  public static TrainRequest train(RunId run, String recipe) {
    return new TrainRequest(run, "train", recipe, Optional.empty(), List.of());
  }

  InitialParameters start() {
    return origin.map(Origin::start).orElse(InitialParameters.FRESH);
  }

  Optional<RunId> parent() {
    return origin.map(Origin::run);
  }
}
