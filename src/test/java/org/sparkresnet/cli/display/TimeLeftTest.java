package org.sparkresnet.cli.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkresnet.dataset.CropSizes;
import org.sparkresnet.plan.AveragingFrequency;
import org.sparkresnet.plan.Plan;

class TimeLeftTest {
  /** 2 workers with 5 minibatches of 10 images an epoch; three epochs. */
  private static final Plan PLAN = new Plan(100, 2, 10, 15, AveragingFrequency.every(1));

  private static final CropSizes HALF_THE_SIDE =
      new CropSizes(List.of(new CropSizes.Phase(0, 16), new CropSizes.Phase(1, 32)));

  @Test
  void theFirstRoundOfAProcessTellsNothing() {
    TimeLeft left = new TimeLeft(PLAN, CropSizes.NONE);
    assertThat(left.from(0)).isEmpty();
    left.add(PLAN.roundAt(0, 0), 9);
    assertThat(left.from(1)).isEmpty();
    left.add(PLAN.roundAt(1, 1), 0.5);
    assertThat(left.from(2).orElseThrow()).isCloseTo(13 * 0.5, within(1e-9));
    assertThat(left.from(15).orElseThrow()).isZero();
  }

  @Test
  void smallerImagesTakeTheirPixelsShareOfTheTime() {
    TimeLeft left = new TimeLeft(PLAN, HALF_THE_SIDE);
    left.add(PLAN.roundAt(0, 0), 9);
    left.add(PLAN.roundAt(1, 1), 0.5);
    assertThat(left.from(2).orElseThrow()).isCloseTo(3 * 0.5 + 10 * 4 * 0.5, within(1e-9));
    assertThat(left.from(7).orElseThrow()).isCloseTo(8 * 4 * 0.5, within(1e-9));
  }
}
