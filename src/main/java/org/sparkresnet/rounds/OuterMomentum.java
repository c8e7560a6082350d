package org.sparkresnet.rounds;

import java.io.Serializable;
import java.util.List;
import org.sparkresnet.nn.ParameterLayout;
import org.sparkresnet.replica.FloatSlices;

/**
 * Momentum of the averaged model's movement from round to round (block momentum, Chen and Huo 2016;
 * SlowMo, Wang et al. 2020, at a constant learning rate): v = momentum × v + (x - mean); x = x - v.
 * BN running statistics are not optimised: their average is taken.
 */
final class OuterMomentum implements Serializable {
  private static final long serialVersionUID = 1L;

  private final float momentum;
  private final List<ParameterLayout.Range> runningStatistics;

  OuterMomentum(double momentum, List<ParameterLayout.Range> runningStatistics) {
    this.momentum = (float) momentum;
    this.runningStatistics = runningStatistics;
  }

  /** The momentum of slice {@code index} of {@code slices} of a vector of the given length. */
  OuterMomentum slice(int length, int index, int slices) {
    int start = FloatSlices.start(length, index, slices);
    int end = FloatSlices.start(length, index + 1, slices);
    return new OuterMomentum(
        momentum,
        runningStatistics.stream()
            .filter(range -> range.start() < end && range.end() > start)
            .map(
                range ->
                    new ParameterLayout.Range(
                        Math.max(range.start(), start) - start, Math.min(range.end(), end) - start))
            .toList());
  }

  /**
   * Computes the parameters after a round from those before it and their mean over the workers.
   *
   * @param velocity updated in place
   * @return the new parameters
   */
  float[] move(float[] before, float[] mean, float[] velocity) {
    float[] after = new float[mean.length];
    for (int i = 0; i < mean.length; i++) {
      velocity[i] = momentum * velocity[i] + (before[i] - mean[i]);
      after[i] = before[i] - velocity[i];
    }
    for (ParameterLayout.Range range : runningStatistics) {
      System.arraycopy(mean, range.start(), after, range.start(), range.end() - range.start());
    }
    return after;
  }
}
