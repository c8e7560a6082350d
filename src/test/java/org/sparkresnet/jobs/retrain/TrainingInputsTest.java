package org.sparkresnet.jobs.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparkresnet.config.JobConfig;

class TrainingInputsTest {
  private static TrainingInputs novelty(String data, String... assignments) {
    return new TrainingInputs(JobConfig.load(null, List.of(assignments)).candidateRecipe(), data);
  }

  private static String id(TrainingInputs novelty) {
    return novelty.runId("cifar-10", Optional.empty()).value();
  }

  @Test
  void theSameDataAndRecipeNameTheSameRun() {
    assertThat(id(novelty("da7a"))).isEqualTo(id(novelty("da7a"))).matches("retrain-[0-9a-f]{12}");
    assertThat(id(novelty("da7a"))).isNotEqualTo(id(novelty("da7b")));
    assertThat(id(novelty("da7a"))).isNotEqualTo(id(novelty("da7a", "train.seed=2")));
    assertThat(id(novelty("da7a"))).isNotEqualTo(id(novelty("da7a", "retrain.start=champion")));
  }

  @Test
  void whereTheDataStandAndHowLongWaitingMayTakeIsNoNews() {
    assertThat(
            id(
                novelty(
                    "da7a",
                    "data.path=elsewhere",
                    "lock.lease-seconds=9",
                    "train.collect-limit-mb=1",
                    "registry.margin=0.5")))
        .isEqualTo(id(novelty("da7a")));
  }
}
