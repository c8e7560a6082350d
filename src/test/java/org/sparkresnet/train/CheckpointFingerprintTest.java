package org.sparkresnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CheckpointFingerprintTest {
  private static CheckpointFingerprint of(Map<String, String> keys) {
    return CheckpointFingerprint.of(new TreeMap<>(keys), "data");
  }

  @Test
  void isTheTextOfItsKeysInOrder() {
    assertThat(of(Map.of("b", "[1, 2]", "a", "x = y")).config()).isEqualTo("a = x = y\nb = [1, 2]");
  }

  @Test
  void namesTheKeysThatDifferWithBothValues() {
    assertThat(
            of(Map.of("a", "1", "b", "x = y", "c", "3"))
                .differenceFrom(of(Map.of("a", "1", "b", "z", "d", "4"))))
        .isEqualTo(
            "b is x = y there and z in this run, c is 3 there and none in this run, d is none there"
                + " and 4 in this run");
  }
}
