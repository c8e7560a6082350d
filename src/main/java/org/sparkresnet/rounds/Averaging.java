package org.sparkresnet.rounds;

import java.util.Arrays;
import java.util.List;
import org.sparkresnet.replica.Weights;

/** Mean over the workers, weighted by examples and summed in the order of the workers. */
final class Averaging {
  /** Values summed at a time, so that the sums stay in the CPU's cache. */
  private static final int BLOCK = 2048;

  private Averaging() {}

  /**
   * Computes the weighted mean of the workers' weights. Sums are doubles, in which a float times an
   * example count is exact. So the mean of a single worker equals its weights bit for bit.
   *
   * @param workers weights of the workers, or the same slice of each, in the order of the workers,
   *     which determines the last bits
   * @param examples images that each worker trained on
   */
  static Weights mean(List<Weights> workers, List<Integer> examples) {
    return new Weights(
        meanOf(workers.stream().map(Weights::parameters).toList(), examples),
        meanOf(workers.stream().map(Weights::updaterState).toList(), examples));
  }

  private static float[] meanOf(List<float[]> workers, List<Integer> examples) {
    float[] mean = new float[workers.get(0).length];
    long total = examples.stream().mapToLong(Integer::longValue).sum();
    double[] sum = new double[BLOCK];
    for (int start = 0; start < mean.length; start += BLOCK) {
      int length = Math.min(BLOCK, mean.length - start);
      // The neutral element of addition: 0.0 would turn a mean of -0.0 into 0.0.
      Arrays.fill(sum, -0.0);
      for (int worker = 0; worker < workers.size(); worker++) {
        add(sum, workers.get(worker), start, length, examples.get(worker));
      }
      for (int i = 0; i < length; i++) {
        mean[start + i] = (float) (sum[i] / total);
      }
    }
    return mean;
  }

  private static void add(double[] sum, float[] values, int start, int length, double weight) {
    for (int i = 0; i < length; i++) {
      sum[i] += weight * values[start + i];
    }
  }
}
