package org.sparkresnet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparkresnet.plan.AveragingFrequency;
import org.sparkresnet.plan.AveragingLoss;
import org.sparkresnet.plan.TrainConfig;

class PlanConfigTest {
  private static final int IMAGES = 50_000;

  @Test
  void averagingFollowsTheLawUnlessItIsGiven() {
    JobConfig open = JobConfig.defaults();
    JobConfig named = JobConfig.of(Map.of("train.averaging-frequency", "auto"));
    JobConfig earlierName = JobConfig.of(Map.of("train.averaging-frequency", "by-rate"));
    JobConfig given =
        JobConfig.of(Map.of("train.averaging-frequency", "7", "train.precision", "float32"));
    for (int workers : new int[] {1, 2, 4, 8, 100}) {
      TrainConfig config = open.trainConfig(workers, IMAGES);
      assertThat(config.plan().frequency())
          .isEqualTo(new AveragingLoss(workers, 128L * workers).rarest());
      assertThat(named.trainConfig(workers, IMAGES)).isEqualTo(config);
      assertThat(earlierName.trainConfig(workers, IMAGES)).isEqualTo(config);
      assertThat(given.trainConfig(workers, IMAGES).plan().frequency())
          .isEqualTo(AveragingFrequency.every(7));
      assertThat(given.resolved(workers, IMAGES)).isSameAs(given);
    }
  }

  @Test
  void theFrequencyByTheLawIsWrittenAsANumberThatIsReadAgain() {
    JobConfig open = JobConfig.of(Map.of("train.global-batch-size", "128"));
    JobConfig resolved = open.resolved(2, IMAGES);
    assertThat(resolved.values().get(PlanConfig.AVERAGING_FREQUENCY)).isEqualTo("4");
    AveragingFrequency frequency = open.trainConfig(2, IMAGES).plan().frequency();
    assertThat(resolved.train().plan().frequency()).contains(frequency);
    assertThat(resolved.resolved(2, IMAGES)).isSameAs(resolved);
    assertThat(JobConfig.of(resolved.values()).values()).isEqualTo(resolved.values());
    assertThat(JobConfig.of(resolved.values()).train().plan().frequency()).contains(frequency);
    assertThat(JobConfig.stored(resolved.render(), "config.conf").train().plan().frequency())
        .contains(frequency);
    assertThat(JobConfig.stored(resolved.values(), "config.conf").values())
        .isEqualTo(resolved.values());
  }

  @Test
  void whatElseIsWrongIsTold() {
    assertThatThrownBy(() -> JobConfig.of(Map.of("train.workers", "2", "train.iterations", "-5")))
        .hasMessage("train.iterations must be at least 1, cannot be: -5");
  }

  @Test
  void averagingMayHavePhases() {
    JobConfig phases =
        JobConfig.load(
            null,
            List.of(
                "train.averaging-frequency=[{from = 0, every = 1}, {from = 9, every = 16}]",
                "train.precision=float32"));
    AveragingFrequency frequency = phases.train().plan().frequency().orElseThrow();
    assertThat(frequency.at(8)).isEqualTo(1);
    assertThat(frequency.at(9)).isEqualTo(16);
    assertThat(phases.resolved(2, IMAGES)).isSameAs(phases);
  }

  @Test
  void zeroWorkersAreAsManyAsTaskSlots() {
    assertThat(JobConfig.defaults().train().plan().workers(() -> 6)).isEqualTo(6);
    assertThat(JobConfig.defaults().withWorkers(3).train().plan().workers(() -> 6)).isEqualTo(3);
  }

  @Test
  void theGlobalBatchIsDividedAmongTheWorkers() {
    JobConfig config = JobConfig.of(Map.of("train.global-batch-size", "128"));
    assertThat(config.trainConfig(4, IMAGES).plan().batchSize()).isEqualTo(32);
    assertThatThrownBy(() -> config.trainConfig(3, IMAGES))
        .hasMessage(
            "train.global-batch-size must be a multiple of the 3 workers (train.workers), cannot"
                + " be: 128");
  }
}
