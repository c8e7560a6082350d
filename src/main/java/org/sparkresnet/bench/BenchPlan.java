package org.sparkresnet.bench;

import org.sparkresnet.common.UserError;
import org.sparkresnet.plan.Plan;

/**
 * Extent of a benchmark.
 *
 * @param batch images in a minibatch
 * @param seconds for each figure, all its measurements together
 * @param cores of the machine, as Spark was given them
 * @param stock whether stock layers are measured too
 */
public record BenchPlan(int batch, double seconds, int cores, boolean stock) {
  /** Measurements of a figure, between which all the others are measured. */
  static final int MEASUREMENTS = 3;

  private static final int DAY = 86_400;

  /** Checks the numbers. */
  public BenchPlan {
    if (batch < 1) {
      throw UserError.usage("--batch must be at least 1, cannot be: " + batch);
    }
    if (batch > Plan.MAX_BATCH) {
      throw UserError.usage(
          "--batch must be at most %d, cannot be: %d".formatted(Plan.MAX_BATCH, batch));
    }
    requireSeconds(seconds);
  }

  /**
   * Checks the option --seconds of a measurement.
   *
   * @throws UserError of code USAGE if it is not above 0, or more than a day
   */
  public static void requireSeconds(double seconds) {
    if (!(seconds > 0 && seconds <= DAY)) {
      throw UserError.usage(
          "--seconds must be above 0 and at most %d, cannot be: %s".formatted(DAY, seconds));
    }
  }

  double secondsOfMeasurement() {
    return seconds / MEASUREMENTS;
  }
}
