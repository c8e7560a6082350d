package org.sparkresnet.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MovingAverageTest {
  @Test
  void decaysOncePerMinibatch() {
    float[] average = {1, -2};
    MovingAverage.update(average, new float[] {0, 0}, 0.5, 3, 1000);
    assertThat(average).containsExactly(0.125f, -0.25f);
  }

  @Test
  void forgetsTheInitialWeightsFaster() {
    float[] average = {1};
    // (1 + 8) / (10 + 8) is one half, below the decay.
    MovingAverage.update(average, new float[] {0}, 0.999, 2, 8);
    assertThat(average).containsExactly(0.25f);
  }

  @Test
  void meansTheSameForEveryAveragingFrequency() {
    float[] weights = {3, -7};
    float[] often = {1, 1};
    for (int i = 0; i < 16; i++) {
      MovingAverage.update(often, weights, 0.9, 1, 10_000);
    }
    float[] seldom = {1, 1};
    MovingAverage.update(seldom, weights, 0.9, 16, 10_000);
    assertThat(seldom).containsExactly(often, within(1e-5f));
  }

  @Test
  void leavesTheWeightsAlone() {
    float[] weights = {3};
    MovingAverage.update(new float[] {1}, weights, 0.9, 1, 10);
    assertThat(weights).containsExactly(3);
  }
}
