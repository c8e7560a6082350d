package org.sparkresnet.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TrainingTimeTest {
  private static final Offset<Double> EXACT = within(1e-9);
  private static final RoundCosts COSTS = new RoundCosts(0.01, 0.02, 0.3, 0.5, 4);

  /** 2 workers with 5 minibatches of 10 images an epoch, in rounds of 2, 2 and 1; two epochs. */
  private static final Plan PLAN = new Plan(100, 2, 10, 10, AveragingFrequency.every(2));

  @Test
  void anEpochIsItsImagesItsRoundsAndItsJob() {
    TrainingTime time = TrainingTime.of(PLAN, COSTS, epoch -> 1, 1000, 1000);
    assertThat(time.rounds()).isEqualTo(6);
    assertThat(time.jobs()).as("one an epoch").isEqualTo(2);
    assertThat(time.seconds()).isEqualTo(2 * (50 * 0.01 + 3 * 0.02 + 0.3 + 0.5) + 4, EXACT);
    assertThat(time.imagesPerSecond(200)).isEqualTo(200 / 2.72, EXACT);
  }

  @Test
  void anEpochOfSmallerImagesTakesLessByTheirPixels() {
    TrainingTime time = TrainingTime.of(PLAN, COSTS, epoch -> epoch == 0 ? 0.5 : 1, 1000, 1000);
    assertThat(time.seconds()).isEqualTo(1.5 * 50 * 0.01 + 2 * (3 * 0.02 + 0.3 + 0.5) + 4, EXACT);
  }

  @Test
  void aJobEndsAtACheckpointAndWhenItsTimeIsOver() {
    assertThat(TrainingTime.of(PLAN, COSTS, epoch -> 1, 1000, 2).jobs())
        .as("checkpoints")
        .isEqualTo(6);
    assertThat(TrainingTime.of(PLAN, COSTS, epoch -> 1, 1.1, 1000).jobs())
        .as("the first round takes 1.02 s, the two after it 0.44 s")
        .isEqualTo(4);
  }

  @Test
  void theModelHasTheEfficienciesOfTheGuide() {
    RoundModel model = new RoundModel(2_200_000);
    assertThat(efficiency(model, 8, 1)).isEqualTo(0.96, within(0.005));
    assertThat(efficiency(model, 32, 1)).isEqualTo(0.94, within(0.005));
    assertThat(efficiency(model, 128, 1)).isEqualTo(0.87, within(0.005));
    assertThat(efficiency(model, 128, 4)).isEqualTo(0.97, within(0.005));
    assertThat(model.networkBytes(1)).as("one worker sends nothing").isZero();
    assertThat(model.networkBytes(2)).isEqualTo(4_400_000);
  }

  private static double efficiency(RoundModel model, int workers, int every) {
    double minibatches = every * 0.252;
    return minibatches / (minibatches + model.seconds(workers));
  }
}
