package org.sparkresnet.cli;

import java.util.List;
import java.util.Optional;
import org.sparkresnet.cifar.CheckResult;
import org.sparkresnet.results.RunId;
import org.sparkresnet.train.Start;

/**
 * What a run of training is, besides its configuration.
 *
 * @param command train or retrain
 * @param recipe a name for people
 * @param origin the model that it starts from; empty to start from the seed
 * @param checks of the data, besides those of every run
 */
record TrainTask(
    RunId run, String command, String recipe, Optional<Origin> origin, List<CheckResult> checks) {

  /**
   * A model to start from.
   *
   * @param run that trained it
   * @param sha256 of its model file
   */
  record Origin(RunId run, String sha256, Start start) {}

  /** A run of train. */
  static TrainTask train(RunId run, String recipe) {
    return new TrainTask(run, "train", recipe, Optional.empty(), List.of());
  }

  Start start() {
    return origin.map(Origin::start).orElse(Start.FRESH);
  }

  Optional<RunId> parent() {
    return origin.map(Origin::run);
  }
}
