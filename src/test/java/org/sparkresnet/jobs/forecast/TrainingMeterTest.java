package org.sparkresnet.jobs.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparkresnet.dataset.CropSizes;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.train.RoundReport;

class TrainingMeterTest {
  private final TrainingMeter meter = meter(CropSizes.NONE);

  private static TrainingMeter meter(CropSizes crops) {
    return new TrainingMeter(2, new ClusterShape(2, 2, 1, true), crops);
  }

  private static void round(TrainingMeter meter, int minibatches, long examples, double seconds) {
    meter.roundFinished(
        new RoundReport(
            new Plan.Round(0, 0, 0, 0, minibatches, false),
            examples,
            1.5,
            0.1,
            seconds,
            seconds,
            seconds,
            0,
            0,
            0,
            100,
            100,
            0,
            Optional.empty()));
  }

  @Test
  void aShortLastRoundIsMeasuredByItsOwnImages() {
    round(meter, 16, 2 * 16 * 32, 1.6);
    assertThat(meter.lastSecondsPerImage()).isEqualTo(1.6 / (16 * 32), within(1e-12));
    round(meter, 2, 2 * (32 + 4), 0.18);
    assertThat(meter.lastSecondsPerImage()).isEqualTo(0.18 / (32 + 4), within(1e-12));
  }

  @Test
  void smallerImagesCountByTheirPixels() {
    TrainingMeter halves = meter(new CropSizes(List.of(new CropSizes.Phase(0, 16))));
    round(halves, 16, 2 * 16 * 32, 1.6);
    assertThat(halves.lastSecondsPerImage()).isEqualTo(1.6 / (4 * 32), within(1e-12));
  }
}
