package org.sparkresnet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LikenessTest {
  private static Likeness of(String... assignments) {
    return Likeness.of(JobConfig.load(null, List.of(assignments)).values());
  }

  @Test
  void seedWorkersAndMachineAreOutsideTheRecipe() {
    assertThat(
            of(
                    "train.seed=7",
                    "train.workers=8",
                    "train.batch-size=16",
                    "train.averaging-frequency=2",
                    "train.precision=bf16",
                    "data.path=/elsewhere")
                .recipe())
        .isEqualTo(of().recipe());
    assertThat(of("train.epochs=21").recipe()).isNotEqualTo(of().recipe());
    assertThat(of("dataset.padding=2").recipe()).isNotEqualTo(of().recipe());
  }

  @Test
  void theWorkIsNetworkPrecisionAndOptimizer() {
    assertThat(of("train.epochs=3", "dataset.padding=2", "train.learning-rate=0.2").work())
        .isEqualTo(of().work());
    assertThat(of("model.depth=56").work()).isNotEqualTo(of().work());
    assertThat(of("train.precision=bf16").work()).isNotEqualTo(of().work());
    assertThat(of("train.optimizer=muon").work()).isNotEqualTo(of().work());
  }

  @Test
  void valuesOfAnEarlierVersionHaveTheDefaultsOfKeysThatItLacked() {
    SortedMap<String, String> earlier = new TreeMap<>(JobConfig.defaults().values());
    earlier.remove("train.optimizer");
    earlier.put("train.learning-rate", "0.10");
    assertThat(Likeness.of(earlier)).isEqualTo(of());
  }

  @Test
  void aRunsColumnIsReadBack() {
    assertThat(Likeness.valuesOf("a.b = 1\nc = \nd = x = y\n"))
        .containsEntry("a.b", "1")
        .containsEntry("c", "")
        .containsEntry("d", "x = y")
        .hasSize(3);
  }
}
