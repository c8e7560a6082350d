package org.sparkresnet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CanonicalKeysTest {
  private static SortedMap<String, String> resultKeys(String... assignments) {
    JobConfig config = JobConfig.load(null, List.of(assignments));
    return new TreeMap<>(
        config.resolved(2, 50_000).recipe().resultKeys(config.trainConfig(2, 50_000), "1"));
  }

  private static SortedMap<String, String> canonical(String... assignments) {
    return Recipe.canonical(resultKeys(assignments));
  }

  @Test
  void everyKeyThatAnEarlierVersionLackedHasItsDefault() {
    SortedMap<String, String> now = resultKeys("train.precision=float32");
    for (String key : now.keySet()) {
      if (List.of("train.workers", "train.averaging-frequency", "model.layers").contains(key)) {
        continue; // resolved: every version has them
      }
      SortedMap<String, String> earlier = new TreeMap<>(now);
      earlier.remove(key);
      assertThat(Recipe.canonical(earlier)).as(key).isEqualTo(Recipe.canonical(now));
    }
  }

  @Test
  void aKeyInEffectIsNotTheDefaultOfAVersionWithoutIt() {
    SortedMap<String, String> earlier = resultKeys("train.ema-decay=0.9");
    earlier.remove("train.ema-decay");
    assertThat(Recipe.canonical(earlier)).isNotEqualTo(canonical("train.ema-decay=0.9"));
    assertThat(canonical("evaluate.recompute-statistics=2000")).isNotEqualTo(canonical());
  }

  @Test
  void aRenamedKeyHasItsPresentName() {
    SortedMap<String, String> earlier = resultKeys("train.outer.momentum=0.8");
    earlier.put("train.outer-momentum", earlier.remove("train.outer.momentum"));
    earlier.keySet().removeAll(List.of("train.outer.rate", "train.outer.nesterov"));
    assertThat(Recipe.canonical(earlier)).isEqualTo(canonical("train.outer.momentum=0.8"));
  }

  @Test
  void keysOfTheExecutionAreLeftOut() {
    SortedMap<String, String> earlier = resultKeys();
    earlier.put("train.rounds", "jobs");
    earlier.put("train.collect-limit-mb", "0");
    assertThat(Recipe.canonical(earlier)).isEqualTo(canonical());
  }

  @Test
  void aKeyThatNobodyKnowsStays() {
    SortedMap<String, String> other = resultKeys();
    other.put("train.mixup", "0.2");
    assertThat(Recipe.canonical(other)).containsEntry("train.mixup", "0.2");
  }

  @Test
  void equalNumbersAndFlagsAreOneText() {
    assertThat(
            canonical(
                "train.weight-decay=1e-4",
                "train.outer.rate=1",
                "train.nesterov=on",
                "train.step.at=[3.2e4, 48000]",
                "dataset.label-smoothing=0"))
        .isEqualTo(canonical());
    assertThat(canonical("train.seed=10")).isNotEqualTo(canonical("train.seed=100"));
  }

  @Test
  void wordsWithDigitsStay() {
    SortedMap<String, String> keys = resultKeys();
    keys.put("train.precision", "bf16");
    assertThat(Recipe.canonical(keys)).containsEntry("train.precision", "bf16");
  }
}
