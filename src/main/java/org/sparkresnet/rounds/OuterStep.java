package org.sparkresnet.rounds;

import java.io.Serializable;
import java.util.List;
import org.sparkresnet.nn.ParameterLayout;
import org.sparkresnet.plan.OuterOptimizer;
import org.sparkresnet.replica.FloatSlices;

/**
 * Step of the averaged model after a round, with x the weights before the round: g = (x - mean) /
 * learning rate; v = momentum × v + g; x = x - rate × learning rate × v (SlowMo, Wang et al. 2020),
 * or with Nesterov's momentum × v + g in place of v (DiLoCo, Douillard et al. 2023). BN running
 * statistics are not optimised: their average is taken.
 */
final class OuterStep implements Serializable {
  private static final long serialVersionUID = 1L;

  private final OuterOptimizer optimizer;
  private final List<ParameterLayout.Range> runningStatistics;

  OuterStep(OuterOptimizer optimizer, List<ParameterLayout.Range> runningStatistics) {
    this.optimizer = optimizer;
    this.runningStatistics = runningStatistics;
  }

  /** The step of slice {@code index} of {@code slices} of a vector of the given length. */
  OuterStep slice(int length, int index, int slices) {
    int start = FloatSlices.start(length, index, slices);
    int end = FloatSlices.start(length, index + 1, slices);
    return new OuterStep(
        optimizer,
        runningStatistics.stream()
            .filter(range -> range.start() < end && range.end() > start)
            .map(
                range ->
                    new ParameterLayout.Range(
                        Math.max(range.start(), start) - start, Math.min(range.end(), end) - start))
            .toList());
  }

  /**
   * Computes the parameters after a round from those before it and their mean over the workers. The
   * mean itself is returned by plain averaging, and after a round at a learning rate of 0, whose
   * movement has no length in units of the rate.
   *
   * @param velocity updated in place; empty without momentum
   * @param learningRate mean of the round
   * @return the new parameters
   */
  float[] move(float[] before, float[] mean, float[] velocity, double learningRate) {
    if (optimizer.isPlain() || learningRate == 0) {
      return mean;
    }
    float[] after =
        optimizer.hasVelocity()
            ? withMomentum(before, mean, velocity, learningRate)
            : withoutMomentum(before, mean);
    for (ParameterLayout.Range range : runningStatistics) {
      System.arraycopy(mean, range.start(), after, range.start(), range.end() - range.start());
    }
    return after;
  }

  private float[] withMomentum(
      float[] before, float[] mean, float[] velocity, double learningRate) {
    float[] after = new float[mean.length];
    double momentum = optimizer.momentum();
    double length = optimizer.rate() * learningRate;
    for (int i = 0; i < mean.length; i++) {
      double gradient = ((double) before[i] - mean[i]) / learningRate;
      velocity[i] = (float) (momentum * velocity[i] + gradient);
      double direction = optimizer.nesterov() ? gradient + momentum * velocity[i] : velocity[i];
      after[i] = (float) (before[i] - length * direction);
    }
    return after;
  }

  private float[] withoutMomentum(float[] before, float[] mean) {
    float[] after = new float[mean.length];
    for (int i = 0; i < mean.length; i++) {
      after[i] = (float) (before[i] - optimizer.rate() * ((double) before[i] - mean[i]));
    }
    return after;
  }
}
