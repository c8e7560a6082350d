package org.sparkresnet.rounds;

/**
 * Exponential moving average of the weights. The decay is per iteration, so its effect does not
 * depend on the averaging frequency. It is lower in the first iterations (at most (1 + i) / (10 +
 * i), as in TensorFlow's ExponentialMovingAverage), so that the initial weights lose their
 * influence.
 */
final class MovingAverage {
  private MovingAverage() {}

  /**
   * Updates the average with the weights after a round.
   *
   * @param average updated in place
   * @param minibatches of the round that ended at the given iteration
   */
  static void update(
      float[] average, float[] weights, double decay, int minibatches, long iteration) {
    double perRound =
        StrictMath.pow(Math.min(decay, (1.0 + iteration) / (10.0 + iteration)), minibatches);
    for (int i = 0; i < average.length; i++) {
      average[i] = (float) (perRound * average[i] + (1 - perRound) * weights[i]);
    }
  }
}
