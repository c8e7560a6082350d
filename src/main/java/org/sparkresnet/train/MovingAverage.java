package org.sparkresnet.train;

/**
 * Exponential moving average of the weights at the driver. The decay is per iteration, so that it
 * means the same for every averaging frequency; it is lower at first (as in TensorFlow's
 * ExponentialMovingAverage: at most (1 + i) / (10 + i)), so that the initial weights are forgotten.
 */
final class MovingAverage {
  private MovingAverage() {}

  /**
   * Takes up the weights after a round.
   *
   * @param average updated in place
   * @param minibatches of the round that ended at the given iteration
   */
  static void update(
      float[] average, float[] weights, double decay, int minibatches, long iteration) {
    double perRound =
        Math.pow(Math.min(decay, (1.0 + iteration) / (10.0 + iteration)), minibatches);
    for (int i = 0; i < average.length; i++) {
      average[i] = (float) (perRound * average[i] + (1 - perRound) * weights[i]);
    }
  }
}
