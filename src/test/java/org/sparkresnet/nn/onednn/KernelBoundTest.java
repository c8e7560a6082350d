package org.sparkresnet.nn.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.sparkresnet.nn.kernels.OmpThreads;

class KernelBoundTest {
  @Test
  void countsForwardAndBackward() {
    OmpThreads.set(1);
    KernelBound bound = KernelBound.measure(Networks.small(), 8, 2);
    assertThat(bound.batch()).isEqualTo(8);
    assertThat(bound.threads()).isEqualTo(1);
    assertThat(bound.forwardSeconds()).isPositive();
    assertThat(bound.trainingSeconds()).isGreaterThan(bound.forwardSeconds());
    assertThat(bound.trainingImagesPerSecond()).isEqualTo(8 / bound.trainingSeconds());
  }

  @Test
  void refusesNothingToMeasure() {
    assertThatThrownBy(() -> KernelBound.measure(Networks.small(), 0, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Batch and repetitions must be at least 1, cannot be: 0, 2");
  }
}
