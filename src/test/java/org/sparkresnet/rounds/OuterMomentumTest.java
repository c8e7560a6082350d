package org.sparkresnet.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkresnet.nn.ParameterLayout;

class OuterMomentumTest {
  @Test
  void movesOnInTheDirectionOfThePreviousRounds() {
    OuterMomentum outer = new OuterMomentum(0.5, List.of());
    float[] velocity = {0, 0};
    float[] first = outer.move(new float[] {8, 0}, new float[] {4, 1}, velocity);
    assertThat(first).containsExactly(4, 1);
    assertThat(velocity).containsExactly(4, -1);
    // The workers stand still, the average moves on by half of what it moved before.
    float[] second = outer.move(first, first, velocity);
    assertThat(second).containsExactly(2, 1.5f);
    assertThat(velocity).containsExactly(2, -0.5f);
  }

  @Test
  void takesRunningStatisticsAsAveraged() {
    OuterMomentum outer =
        new OuterMomentum(
            0.5, List.of(new ParameterLayout.Range(1, 3), new ParameterLayout.Range(4, 5)));
    float[] before = {1, 1, 1, 1, 1};
    float[] mean = {2, 0.1f, 0.2f, 2, 0.3f};
    float[] after = outer.move(before, mean, new float[] {4, 4, 4, 4, 4});
    // v = 0.5 x 4 + (1 - 2) = 1.
    assertThat(after).containsExactly(0, 0.1f, 0.2f, 0, 0.3f);
    assertThat(before).containsOnly(1);
    assertThat(mean).containsExactly(2, 0.1f, 0.2f, 2, 0.3f);
  }
}
