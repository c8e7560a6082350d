package org.sparkresnet.cifar;

/**
 * Limits of the data checks that a user can set.
 *
 * @param imbalance largest allowed ratio of images between the largest and the smallest training
 *     class, else a warning; at least 1
 * @param testInTraining largest allowed share of test images that are also training images, else a
 *     failure, and a warning for any smaller share above 0; 0 to 1
 */
public record Thresholds(double imbalance, double testInTraining) {
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
