package org.sparkresnet.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.replica.LearningRate.Constant;
import org.sparkresnet.replica.LearningRate.Cosine;
import org.sparkresnet.replica.LearningRate.OneCycle;
import org.sparkresnet.replica.LearningRate.Step;
import org.sparkresnet.replica.LearningRate.WarmUp;

class LearningRateTest {
  private static final double PEAK = 0.4;

  @Example
  void stepDropsAtItsIterations() {
    LearningRate rate = new Step(0.1, 0.1, List.of(32_000L, 48_000L));
    assertThat(rate.at(0)).isEqualTo(0.1);
    assertThat(rate.at(31_999)).isEqualTo(0.1);
    assertThat(rate.at(32_000)).isCloseTo(0.01, within(1e-15));
    assertThat(rate.at(47_999)).isCloseTo(0.01, within(1e-15));
    assertThat(rate.at(48_000)).isCloseTo(0.001, within(1e-15));
    assertThat(rate.at(1_000_000)).isCloseTo(0.001, within(1e-15));
  }

  @Example
  void oneCycleClimbsToThePeakAndFallsToTheEnd() {
    LearningRate rate = new OneCycle(PEAK, 0.05, 0, 0.25, 1000);
    assertThat(rate.at(0)).isCloseTo(0.02, within(1e-12));
    assertThat(rate.at(125)).isCloseTo(0.21, within(1e-12));
    assertThat(rate.at(250)).isCloseTo(0.4, within(1e-12));
    assertThat(rate.at(625)).isCloseTo(0.2, within(1e-12));
    assertThat(rate.at(1000)).isZero();
    assertThat(rate.at(2000)).isZero();
  }

  @Example
  void cosineFallsFromThePeakToItsLastShare() {
    LearningRate rate = new Cosine(PEAK, 0.1, 1000);
    assertThat(rate.at(0)).isCloseTo(0.4, within(1e-12));
    assertThat(rate.at(500)).isCloseTo(0.22, within(1e-12));
    assertThat(rate.at(1000)).isCloseTo(0.04, within(1e-12));
    assertThat(rate.at(5000)).isCloseTo(0.04, within(1e-12));
  }

  @Example
  void warmUpSlowsTheFirstIterations() {
    LearningRate constant = new WarmUp(new Constant(0.1), 400, 0.1, false);
    assertThat(constant.at(0)).isCloseTo(0.01, within(1e-15));
    assertThat(constant.at(399)).isCloseTo(0.01, within(1e-15));
    assertThat(constant.at(400)).isEqualTo(0.1);
    LearningRate linear = new WarmUp(new Constant(0.1), 400, 0.1, true);
    assertThat(linear.at(0)).isCloseTo(0.01, within(1e-15));
    assertThat(linear.at(200)).isCloseTo(0.055, within(1e-15));
    assertThat(linear.at(400)).isEqualTo(0.1);
    // The schedule underneath keeps counting.
    assertThat(new WarmUp(new Step(0.1, 0.1, List.of(10L)), 20, 0.5, false).at(15))
        .isCloseTo(0.005, within(1e-15));
  }

  /** No step from one iteration to the next is higher than the steeper of the two slopes. */
  @Property(tries = 200)
  void oneCycleIsContinuous(
      @ForAll @DoubleRange(max = 1) double first,
      @ForAll @DoubleRange(max = 1) double last,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double peakAt,
      @ForAll @IntRange(min = 1, max = 300) int iterations) {
    LearningRate rate = new OneCycle(PEAK, first, last, peakAt, iterations);
    double top = peakAt * iterations;
    double slope = PEAK * Math.max((1 - first) / top, (1 - last) / (iterations - top));
    for (int i = 0; i < iterations + 5; i++) {
      assertThat(rate.at(i)).isBetween(PEAK * Math.min(first, last) - 1e-12, PEAK + 1e-12);
      assertThat(Math.abs(rate.at(i + 1) - rate.at(i))).isLessThanOrEqualTo(slope + 1e-12);
    }
    assertThat(rate.at(iterations)).isCloseTo(PEAK * last, within(1e-12));
  }

  @Property(tries = 200)
  void cosineFallsContinuously(
      @ForAll @DoubleRange(max = 1) double last,
      @ForAll @IntRange(min = 1, max = 300) int iterations) {
    LearningRate rate = new Cosine(PEAK, last, iterations);
    double slope = PEAK * (1 - last) * Math.PI / 2 / iterations;
    for (int i = 0; i < iterations + 5; i++) {
      assertThat(rate.at(i) - rate.at(i + 1)).isBetween(-1e-12, slope + 1e-12);
    }
  }

  @Property(tries = 200)
  void linearWarmUpJoinsItsScheduleContinuously(
      @ForAll @DoubleRange(max = 1) double factor,
      @ForAll @IntRange(min = 1, max = 300) int iterations) {
    LearningRate rate = new WarmUp(new Constant(PEAK), iterations, factor, true);
    double slope = PEAK * (1 - factor) / iterations;
    for (int i = 0; i < iterations + 5; i++) {
      assertThat(rate.at(i + 1) - rate.at(i)).isBetween(-1e-12, slope + 1e-12);
    }
  }

  @Property
  void rejectsAPeakOutsideOfTheRun(@ForAll double peakAt) {
    double bad = peakAt > 0 && peakAt < 1 ? peakAt + 1 : peakAt;
    assertUsage(
        () -> new OneCycle(PEAK, 0, 0, bad, 10),
        "train.one-cycle.peak-at must be between 0 and 1, cannot be: " + bad);
  }

  @Example
  void rejectsDropsThatDoNotAscend() {
    assertUsage(
        () -> new Step(1, 0.1, List.of(5L, 5L)),
        "train.step.at must be ascending, cannot be: [5, 5]");
  }

  private static void assertUsage(Runnable made, String message) {
    assertThatThrownBy(made::run)
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(message);
  }
}
