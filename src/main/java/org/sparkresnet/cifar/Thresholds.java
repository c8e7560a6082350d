package org.sparkresnet.cifar;

/**
 * Where checks begin to complain.
 *
 * @param imbalance warn if the largest training class has more than this many times the images of
 *     the smallest; at least 1
 * @param testInTraining fail if more than this fraction of the test images stand in the training
 *     set with the same pixels, warn below it; 0 to 1
 */
public record Thresholds(double imbalance, double testInTraining) {
  /** The official set has a ratio of exactly 1 and no test image in the training set. */
  public static final Thresholds DEFAULT = new Thresholds(1.5, 0.01);

  /** Validates both limits. */
  public Thresholds {
    if (!(imbalance >= 1)) {
      throw new IllegalArgumentException("imbalance must be at least 1, cannot be: " + imbalance);
    }
    if (!(testInTraining >= 0 && testInTraining <= 1)) {
      throw new IllegalArgumentException(
          "testInTraining must be 0 to 1, cannot be: " + testInTraining);
    }
  }
}
