package org.sparkresnet.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.nn.ParameterLayout;
import org.sparkresnet.plan.OuterOptimizer;
import org.sparkresnet.replica.FloatSlices;

class OuterStepTest {
  private static OuterStep step(double rate, double momentum, boolean nesterov) {
    return new OuterStep(new OuterOptimizer(rate, momentum, nesterov), List.of());
  }

  @Test
  void movesOnInTheDirectionOfThePreviousRounds() {
    OuterStep outer = step(1, 0.5, false);
    float[] velocity = {0, 0};
    float[] first = outer.move(new float[] {8, 0}, new float[] {4, 1}, velocity, 1);
    assertThat(first).containsExactly(4, 1);
    assertThat(velocity).containsExactly(4, -1);
    // The workers stand still, the average moves on by half of what it moved before.
    float[] second = outer.move(first, first, velocity, 1);
    assertThat(second).containsExactly(2, 1.5f);
    assertThat(velocity).containsExactly(2, -0.5f);
  }

  @Test
  void repeatsShorterStepsWhenTheRateFalls() {
    OuterStep outer = step(1, 0.5, false);
    float[] velocity = {0};
    float[] first = outer.move(new float[] {8}, new float[] {4}, velocity, 0.5);
    assertThat(first).containsExactly(4);
    assertThat(velocity).containsExactly(8); // 4 in units of the rate 0.5
    float[] second = outer.move(first, first, velocity, 0.125);
    assertThat(velocity).containsExactly(4);
    assertThat(second).containsExactly(3.5f); // 4 - 0.125 x 4, not 4 - 2
  }

  @Test
  void scalesTheMovementByItsRate() {
    OuterStep outer = step(0.5, 0.5, false);
    float[] velocity = {4};
    // g = (8 - 4) / 0.5 = 8, v = 2 + 8 = 10, x = 8 - 0.5 x 0.5 x 10.
    assertThat(outer.move(new float[] {8}, new float[] {4}, velocity, 0.5)).containsExactly(5.5f);
    assertThat(velocity).containsExactly(10);
  }

  @Test
  void looksAheadWithNesterovsMomentum() {
    OuterStep outer = step(0.5, 0.5, true);
    float[] velocity = {4};
    // v = 10 as above; x = 8 - 0.5 x 0.5 x (8 + 0.5 x 10).
    assertThat(outer.move(new float[] {8}, new float[] {4}, velocity, 0.5)).containsExactly(4.75f);
    assertThat(velocity).containsExactly(10);
  }

  /** On a straight way of equal movements the steps add up to rate / (1 - momentum) of each. */
  @ParameterizedTest
  @CsvSource({"1, 0.5, false, 2", "0.7, 0.9, true, 7", "0.5, 0, false, 0.5"})
  void lengthensEqualMovements(double rate, double momentum, boolean nesterov, double factor) {
    OuterStep outer = step(rate, momentum, nesterov);
    float[] velocity = new float[momentum > 0 ? 1 : 0];
    float[] x = {0};
    float last = 0;
    for (int round = 0; round < 200; round++) {
      last = x[0];
      x = outer.move(x, new float[] {x[0] - 1}, velocity, 0.1);
    }
    assertThat((double) last - x[0]).isCloseTo(factor, within(1e-3));
  }

  @Test
  void isHalfwayBetweenTheWeightsWithoutMomentumAtHalfTheRate() {
    float[] none = {};
    assertThat(step(0.5, 0, false).move(new float[] {8, 1}, new float[] {4, 1}, none, 0.1))
        .containsExactly(6, 1);
  }

  @Test
  void takesThePlainAverageBitForBit() {
    float[] mean = {0.1f, -0.0f, Float.MIN_VALUE, 3e38f, Float.NaN};
    float[] before = {0.3f, 0.0f, 1, -3e38f, 1};
    assertThat(step(1, 0, false).move(before, mean, new float[0], 0.1)).isSameAs(mean);
    assertThat(step(1, 0, true).move(before, mean, new float[0], 0.1)).isSameAs(mean);
  }

  @Test
  void takesTheAverageOfARoundWithoutARate() {
    float[] mean = {2};
    float[] velocity = {4};
    assertThat(step(0.7, 0.5, false).move(new float[] {1}, mean, velocity, 0)).isSameAs(mean);
    assertThat(velocity).containsExactly(4);
  }

  @Test
  void takesRunningStatisticsAsAveraged() {
    OuterStep outer =
        new OuterStep(
            new OuterOptimizer(1, 0.5, false),
            List.of(new ParameterLayout.Range(1, 3), new ParameterLayout.Range(4, 5)));
    float[] before = {1, 1, 1, 1, 1};
    float[] mean = {2, 0.1f, 0.2f, 2, 0.3f};
    float[] after = outer.move(before, mean, new float[] {4, 4, 4, 4, 4}, 1);
    // v = 0.5 x 4 + (1 - 2) = 1.
    assertThat(after).containsExactly(0, 0.1f, 0.2f, 0, 0.3f);
    assertThat(before).containsOnly(1);
    assertThat(mean).containsExactly(2, 0.1f, 0.2f, 2, 0.3f);
  }

  @ParameterizedTest
  @CsvSource({"1, 0, false", "0.5, 0, false", "1, 0.5, false", "0.7, 0.9, true"})
  void slicesJoinedAreTheWhole(double rate, double momentum, boolean nesterov) {
    int length = 101;
    OuterStep whole =
        new OuterStep(
            new OuterOptimizer(rate, momentum, nesterov),
            List.of(new ParameterLayout.Range(10, 37), new ParameterLayout.Range(90, 101)));
    Random random = new Random(1);
    for (int slices = 1; slices <= 7; slices++) {
      float[] before = floats(random, length);
      float[] mean = floats(random, length);
      float[] velocity = floats(random, momentum > 0 ? length : 0);
      List<float[]> parts = new ArrayList<>();
      List<float[]> velocities = new ArrayList<>();
      for (int i = 0; i < slices; i++) {
        float[] own = FloatSlices.slice(velocity, i, slices);
        parts.add(
            whole
                .slice(length, i, slices)
                .move(
                    FloatSlices.slice(before, i, slices),
                    FloatSlices.slice(mean, i, slices),
                    own,
                    0.03));
        velocities.add(own);
      }
      assertThat(FloatSlices.join(parts)).isEqualTo(whole.move(before, mean, velocity, 0.03));
      assertThat(FloatSlices.join(velocities)).isEqualTo(velocity);
    }
  }

  private static float[] floats(Random random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }
}
