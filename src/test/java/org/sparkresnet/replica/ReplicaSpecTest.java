package org.sparkresnet.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.NetworkConfig;

class ReplicaSpecTest {
  @Test
  void aReplicaForInferenceKeepsNoOptimizerStateAndCanBeSharedBetweenCalls() {
    NetworkConfig network = new NetworkConfig(8, true);
    ReplicaSpec spec = ReplicaSpec.forInference(network, LayerSet.STOCK);
    assertThat(spec).isEqualTo(ReplicaSpec.forInference(network, LayerSet.STOCK));
    assertThat(NativeArrays.weights(spec.createNetwork()).updaterState()).isEmpty();
  }

  /** A pool keeps networks of one specification only. */
  @Test
  void evaluationsUseTheNetworksThatTrainUnlessTheirLayersAreOthers() {
    ReplicaSpec trained =
        ReplicaSpec.forInference(new NetworkConfig(8, true), LayerSet.ONEDNN)
            .with(new StemWhitening(Collections.nCopies(27 * 27, 1.0)));
    assertThat(trained.with(LayerSet.ONEDNN)).isSameAs(trained);
    ReplicaSpec other = trained.with(LayerSet.STOCK);
    assertThat(other.layers()).isEqualTo(LayerSet.STOCK);
    assertThat(other.whitening()).isEqualTo(StemWhitening.NONE);
  }
}
