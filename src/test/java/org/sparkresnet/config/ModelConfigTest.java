package org.sparkresnet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ModelConfigTest {
  @Test
  void anEarlierRunsNetworkHasItsNameWhateverTodaysRulesSay() {
    assertThat(ModelConfig.storedName(new TreeMap<>(Map.of("model.depth", "20"))))
        .contains("ResNet-20");
    assertThat(
            ModelConfig.storedName(
                new TreeMap<>(Map.of("model.depth", "7", "model.residual", "false"))))
        .contains("Plain-7");
    assertThat(ModelConfig.storedName(new TreeMap<>(Map.of("model.residual", "false")))).isEmpty();
  }
}
