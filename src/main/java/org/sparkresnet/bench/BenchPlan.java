package org.sparkresnet.bench;

import org.sparkresnet.common.UserError;

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

  public BenchPlan {
    if (batch < 1) {
      throw UserError.usage("--batch must be at least 1, cannot be: " + batch);
    }
    if (!(seconds > 0)) {
      throw UserError.usage("--seconds must be above 0, cannot be: " + seconds);
    }
  }

  double secondsOfMeasurement() {
    return seconds / MEASUREMENTS;
  }
}
