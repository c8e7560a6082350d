package org.sparkresnet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparkresnet.plan.AveragingFrequency;

class PlanConfigTest {
  private static final int IMAGES = 50_000;

  @Test
  void averagingFollowsTheNumberOfWorkersUnlessItIsGiven() {
    JobConfig open = JobConfig.defaults();
    JobConfig given = JobConfig.of(Map.of("train.averaging-frequency", "7"));
    for (int workers : new int[] {1, 2, 4, 8, 100}) {
      int every = AveragingFrequency.defaultFor(workers);
      assertThat(open.trainConfig(workers, IMAGES).plan().frequency())
          .isEqualTo(AveragingFrequency.every(every));
      assertThat(open.withResolvedAveraging(workers).values())
          .containsEntry("train.averaging-frequency", String.valueOf(every));
      assertThat(given.trainConfig(workers, IMAGES).plan().frequency())
          .isEqualTo(AveragingFrequency.every(7));
      assertThat(given.withResolvedAveraging(workers)).isSameAs(given);
    }
  }

  @Test
  void averagingMayHavePhases() {
    JobConfig phases =
        JobConfig.load(
            null,
            List.of("train.averaging-frequency=[{from = 0, every = 1}, {from = 9, every = 16}]"));
    AveragingFrequency frequency = phases.train().plan().frequency().orElseThrow();
    assertThat(frequency.at(8)).isEqualTo(1);
    assertThat(frequency.at(9)).isEqualTo(16);
    assertThat(phases.withResolvedAveraging(2)).isSameAs(phases);
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
