package org.sparkresnet.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.nn.ParameterLayout;
import org.sparkresnet.nn.ParameterLayout.Kind;
import org.sparkresnet.nn.kernels.OneDnn;

class GradientMapsTest {
  private static final NetworkConfig NETWORK = new NetworkConfig(8, true);
  private static final LearningRate RATE = new LearningRate.Constant(0.01);

  /** Shifts move as with the higher rate, all other parameters as before; also in momentum. */
  @ParameterizedTest
  @CsvSource({"STOCK, 0.9, true", "ONEDNN, 0.9, true", "ONEDNN, 0.9, false", "ONEDNN, 0, true"})
  void shiftsHaveARateOfTheirOwn(LayerSet layers, double momentum, boolean nesterov) {
    assumeTrue(layers == LayerSet.STOCK || OneDnn.isAvailable());
    ComputationGraph plain = network(layers, momentum, nesterov, 1);
    ComputationGraph faster = network(layers, momentum, nesterov, 16);
    float[] before = NativeArrays.get(plain.params());
    assertThat(NativeArrays.get(faster.params())).isEqualTo(before);
    plain.fit(NoiseImages.minibatch(11));
    faster.fit(NoiseImages.minibatch(11));
    float[] once = NativeArrays.get(plain.params());
    float[] often = NativeArrays.get(faster.params());
    int shifts = 0;
    for (ParameterLayout.Slice slice : ParameterLayout.of(plain).slices()) {
      for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
        if (slice.kind() == Kind.SHIFT) {
          float expected = before[i] + 16 * (once[i] - before[i]);
          assertThat(often[i]).isCloseTo(expected, within(1e-6f + 1e-5f * Math.abs(expected)));
          shifts += once[i] == before[i] ? 0 : 1;
        } else {
          assertThat(often[i]).isEqualTo(once[i]);
        }
      }
    }
    assertThat(shifts).isPositive();
  }

  private static ComputationGraph network(
      LayerSet layers, double momentum, boolean nesterov, double shiftRate) {
    Optimizer optimizer =
        new Optimizer(
            RATE, momentum, nesterov, 1e-3, new Preconditioning(false, shiftRate), Muon.NONE);
    return new ReplicaSpec(NETWORK, layers, optimizer, 7).createNetwork();
  }
}
