package org.sparkresnet.train;

/**
 * Everything that the next round depends on.
 *
 * @param weights what the workers begin with
 * @param velocity outer momentum, as long as the parameters; empty without
 * @param average moving average of the parameters; empty without
 * @param best what the validation accuracies have come to
 */
record State(Weights weights, float[] velocity, float[] average, Progress progress, Best best) {
  State with(Progress newProgress) {
    return new State(weights, velocity, average, newProgress, best);
  }

  State with(Best newBest) {
    return new State(weights, velocity, average, progress, newBest);
  }

  /** The parameters to evaluate and to save: the moving average if there is one. */
  float[] model() {
    return average.length > 0 ? average : weights.parameters();
  }
}
