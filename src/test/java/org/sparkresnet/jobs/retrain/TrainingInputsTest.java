package org.sparkresnet.jobs.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparkresnet.config.JobConfig;

class TrainingInputsTest {
  private static TrainingInputs novelty(String data, String... assignments) {
    return on(2, "1", data, assignments);
  }

  /** On a machine with so many task slots. */
  private static TrainingInputs on(int slots, String taskCpus, String data, String... assignments) {
    JobConfig config = JobConfig.load(null, List.of(assignments));
    int workers = config.train().plan().workers(() -> slots);
    return TrainingInputs.of(config, config.trainConfig(workers, 50_000), taskCpus, data);
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

  @Test
  void whatTheMachineMakesOfTheRecipeNamesAnotherRun() {
    String here = id(novelty("da7a"));
    assertThat(id(on(1, "1", "da7a"))).as("fewer cores").isNotEqualTo(here);
    assertThat(id(on(2, "2", "da7a"))).as("cores of a task").isNotEqualTo(here);
    assertThat(id(novelty("da7a", "model.layers=stock"))).as("layers").isNotEqualTo(here);
    assertThat(id(on(1, "1", "da7a", "train.workers=2")))
        .as("the recipe's own number of workers")
        .isEqualTo(id(novelty("da7a", "train.workers=2")));
  }

  @Test
  void anotherSpellingIsTheSameRun() {
    assertThat(id(novelty("da7a", "train.learning-rate=1.0e-1", "train.nesterov=yes")))
        .isEqualTo(id(novelty("da7a")));
  }
}
