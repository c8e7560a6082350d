package org.sparkresnet.nn.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
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
  void measuresEveryCoreAndThePeak() {
    OmpThreads.set(1);
    List<KernelBound> together = KernelBound.measureTogether(Networks.small(), 4, 2, 2);
    assertThat(together).hasSize(2);
    assertThat(together).allSatisfy(core -> assertThat(core.trainingSeconds()).isPositive());
    // 8x8 pixels: stem 3 to 16 (two passes of training); units 16 to 16, 16 to 32, 32 to 32
    // (three).
    double products = 2 * 3 * 16 * 64 + 3 * (2 * 16 * 16 * 64 + 16 * 32 * 16 + 3 * 32 * 32 * 16);
    assertThat(together.get(0).trainingOperations()).isEqualTo(4 * 2 * 9 * products);
    assertThat(KernelBound.peakOperationsPerSecond(Networks.small(), 2)).isGreaterThan(1e9);
  }

  @Test
  void refusesNothingToMeasure() {
    assertThatThrownBy(() -> KernelBound.measure(Networks.small(), 0, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Batch and repetitions must be at least 1, cannot be: 0, 2");
  }
}
