package org.sparkresnet.train;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.sparkresnet.replica.Weights;

/** Mean over the workers, weighted by examples and summed in the order of the workers. */
final class Averaging {
  private Averaging() {}

  /**
   * Computes the weighted mean of the workers' weights. Sums are doubles, in which a float times an
   * example count is exact. So the mean of a single worker equals its weights bit for bit.
   *
   * @param results in the order of the workers, which determines the last bits
   */
  static Weights mean(List<WorkerResult> results) {
    return new Weights(
        mean(results, r -> r.weights().parameters()),
        mean(results, r -> r.weights().updaterState()));
  }

  private static float[] mean(List<WorkerResult> results, Function<WorkerResult, float[]> part) {
    double[] sum = new double[part.apply(results.get(0)).length];
    // The neutral element of addition: 0.0 would turn a mean of -0.0 into 0.0.
    Arrays.fill(sum, -0.0);
    long examples = 0;
    for (WorkerResult result : results) {
      float[] values = part.apply(result);
      double weight = result.examples();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += weight * values[i];
      }
      examples += result.examples();
    }
    float[] mean = new float[sum.length];
    for (int i = 0; i < sum.length; i++) {
      mean[i] = (float) (sum[i] / examples);
    }
    return mean;
  }
}
