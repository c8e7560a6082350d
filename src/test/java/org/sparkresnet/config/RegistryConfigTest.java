package org.sparkresnet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RegistryConfigTest {
  @Test
  void theModelOfAnEarlierRunIsKnownWhateverElseItsConfigurationSays() {
    Map<String, String> config = Map.of("registry.model", "trees", "registry.margin", "wide");
    assertThat(RegistryConfig.storedModel(new TreeMap<>(config))).isEqualTo("trees");
    assertThat(RegistryConfig.storedModel(new TreeMap<>())).isEqualTo("cifar-10");
  }
}
