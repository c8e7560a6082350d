package org.sparkresnet.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;

class NetworkConfigTest {
  @ParameterizedTest
  @ValueSource(ints = {-4, 0, 2, 7, 9, 21, 1201, 1208, Integer.MAX_VALUE})
  void rejectsDepthsThatAreNoNetwork(int depth) {
    assertThatThrownBy(() -> new NetworkConfig(depth, true))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "model.depth must be 6n+2 between 8 and 1202, for example 20, 32, 44, 56, 110,"
                + " cannot be: "
                + depth);
  }

  @Property
  void depthCountsTheLayersWithWeights(@ForAll @IntRange(min = 1, max = 200) int units) {
    NetworkConfig network = new NetworkConfig(6 * units + 2, units % 2 == 0);
    assertThat(network.unitsPerStage()).isEqualTo(units);
    assertThat(NetworkSummary.of(network).rows())
        .filteredOn(row -> row.kind().startsWith("conv") || row.kind().startsWith("dense"))
        .hasSize(network.depth());
  }
}
