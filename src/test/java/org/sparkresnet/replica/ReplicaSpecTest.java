package org.sparkresnet.replica;

import static org.assertj.core.api.Assertions.assertThat;

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
}
