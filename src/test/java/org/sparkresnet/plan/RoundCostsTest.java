package org.sparkresnet.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RoundCostsTest {
  private static final Offset<Double> EXACT = within(1e-9);
  private static final RoundCosts COSTS = new RoundCosts(0.01, 0.02, 0.3, 0.5, 4);

  /** Rounds of two epochs with two jobs each, as a process with these costs would take. */
  private static List<RoundTime> rounds(RoundCosts costs, int minibatches) {
    List<RoundTime> rounds = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      double images = 32.0 * minibatches;
      boolean beginsEpoch = i % 20 == 0;
      boolean beginsJob = i % 10 == 0;
      double seconds =
          costs.seconds(images, beginsJob, beginsEpoch) + (i == 0 ? costs.warmUp() : 0);
      rounds.add(
          new RoundTime(
              images, minibatches, seconds, images * costs.image(), beginsEpoch, beginsJob));
    }
    return rounds;
  }

  @Test
  void costsAreFoundInRoundsThatHaveThem() {
    RoundCosts found = RoundCosts.of(rounds(COSTS, 2));
    assertThat(found.image()).as("image").isEqualTo(0.01, EXACT);
    assertThat(found.round()).as("round").isEqualTo(0.02, EXACT);
    assertThat(found.job()).as("job").isEqualTo(0.3, EXACT);
    assertThat(found.epoch()).as("epoch").isEqualTo(0.5, EXACT);
    assertThat(found.warmUp()).as("warm-up").isEqualTo(4, EXACT);
  }

  @Test
  void whereEveryRoundIsAJobTheLaunchIsTheRoundsCost() {
    List<RoundTime> jobs = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      jobs.add(new RoundTime(32, 1, 0.32 + 0.05, 0.32, false, true));
    }
    RoundCosts found = RoundCosts.of(jobs);
    assertThat(found.round()).isEqualTo(0.05, EXACT);
    assertThat(found.job()).as("no more than the round's").isZero();
  }

  @Test
  void aRunThatIsAllWarmUpCountsWhole() {
    RoundCosts found = RoundCosts.of(List.of(new RoundTime(32, 1, 1.5, 1, true, true)));
    assertThat(found.image()).isEqualTo(1.0 / 32, EXACT);
    assertThat(found.round()).isEqualTo(0.5, EXACT);
    assertThat(found.warmUp()).isZero();
  }

  @Test
  void thereIsNoCostWithoutARound() {
    assertThatThrownBy(() -> RoundCosts.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no rounds were measured");
  }
}
