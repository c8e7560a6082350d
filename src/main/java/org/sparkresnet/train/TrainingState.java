package org.sparkresnet.train;

import org.sparkresnet.replica.Weights;

/**
 * Everything that the next round depends on.
 *
 * @param weights what the workers begin with
 * @param velocity outer momentum, as long as the parameters; empty without
 * @param average moving average of the parameters; empty without
 * @param best what the validation accuracies have come to
 */
record TrainingState(
    Weights weights, float[] velocity, float[] average, Progress progress, BestModel best) {
  TrainingState with(Progress newProgress) {
    return new TrainingState(weights, velocity, average, newProgress, best);
  }

  TrainingState with(BestModel newBest) {
    return new TrainingState(weights, velocity, average, progress, newBest);
  }

  /** The parameters to evaluate and to save: the moving average if there is one. */
  float[] model() {
    return average.length > 0 ? average : weights.parameters();
  }
}
