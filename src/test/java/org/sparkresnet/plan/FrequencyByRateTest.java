package org.sparkresnet.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.plan.AveragingFrequency.Phase;
import org.sparkresnet.replica.LearningRate;

class FrequencyByRateTest {
  private static final long ITERATIONS = 7820; // 20 epochs of 50,000 images, 128 a step

  private static LearningRate oneCycle(long iterations) {
    return new LearningRate.OneCycle(0.4, 0.1, 0, 0.25, LearningRate.Fall.LINEAR, iterations);
  }

  @Test
  void theAverageOfOneWorkerIsItself() {
    assertThat(FrequencyByRate.of(1, 128, oneCycle(ITERATIONS), ITERATIONS))
        .isEqualTo(AveragingFrequency.every(16));
  }

  @ParameterizedTest
  @CsvSource({
    "2, 0.4 4",
    "2, 0.2 8",
    "2, 0.1 32",
    "2, 0.05 64",
    "4, 0.4 2",
    "4, 0.2 4",
    "4, 0.1 8",
    "4, 0.05 16",
    "4, 0.025 64",
    "8, 0.4 1",
    "8, 0.3 2",
    "8, 0.1 4",
    "8, 0.05 8",
    "8, 0.025 32",
    "8, 0.01 64"
  })
  void followsAFallingRate(int workers, String rateAndFrequency) {
    double rate = Double.parseDouble(rateAndFrequency.split(" ", -1)[0]);
    int every = Integer.parseInt(rateAndFrequency.split(" ", -1)[1]);
    LearningRate schedule = oneCycle(ITERATIONS);
    long iteration = 0;
    while (iteration < ITERATIONS / 4 || schedule.at(iteration) > rate) {
      iteration++;
    }
    assertThat(FrequencyByRate.of(workers, 128, schedule, ITERATIONS).at(iteration))
        .isEqualTo(every);
  }

  @Test
  void hasOnePhaseForEachFrequencyAndTheOneOfThePeakBeforeIt() {
    AveragingFrequency frequency = FrequencyByRate.of(2, 128, oneCycle(ITERATIONS), ITERATIONS);
    assertThat(frequency.phases()).extracting(Phase::every).containsExactly(4, 8, 16, 32, 64);
    // The rates at which 8, 16, 32 and 64 lose 0.2 points.
    assertThat(frequency.phases())
        .extracting(phase -> oneCycle(ITERATIONS).at(phase.from()))
        .satisfiesExactly(
            first -> assertThat(first).isCloseTo(0.04, Offset.offset(1e-9)),
            every8 -> assertThat(every8).isBetween(0.2, 0.3),
            every16 -> assertThat(every16).isBetween(0.1, 0.2),
            every32 -> assertThat(every32).isBetween(0.1, 0.2),
            every64 -> assertThat(every64).isBetween(0.05, 0.1));
  }

  @Test
  void isOneFrequencyAtAConstantRate() {
    assertThat(FrequencyByRate.of(2, 128, new LearningRate.Constant(0.4), ITERATIONS))
        .isEqualTo(AveragingFrequency.every(4));
  }

  @Test
  void changesWhereTheRateDrops() {
    LearningRate steps =
        new LearningRate.WarmUp(
            new LearningRate.Step(0.1, 0.1, List.of(32_000L, 48_000L)), 400, 0.1, false);
    assertThat(FrequencyByRate.of(8, 128, steps, 64_000).phases())
        .containsExactly(new Phase(0, 1), new Phase(32_000, 16), new Phase(48_000, 64));
  }

  @Test
  void aLowerPeakHasTheFrequencyOfTheFittedOne() {
    for (double peak : new double[] {0.4, 0.1, 0.02}) {
      assertThat(FrequencyByRate.of(2, 128, new LearningRate.Constant(peak), ITERATIONS))
          .isEqualTo(AveragingFrequency.every(4));
    }
  }

  @Test
  void aLongRunIsLookedAtInEvenSteps() {
    long iterations = 1_000_000_007;
    AveragingFrequency frequency = FrequencyByRate.of(8, 128, oneCycle(iterations), iterations);
    List<Phase> shorter = FrequencyByRate.of(8, 128, oneCycle(100_000), 100_000).phases();
    assertThat(frequency.phases()).hasSameSizeAs(shorter);
    for (int i = 0; i < shorter.size(); i++) {
      assertThat(frequency.phases().get(i).every()).isEqualTo(shorter.get(i).every());
      assertThat((double) frequency.phases().get(i).from() / iterations)
          .isCloseTo(shorter.get(i).from() / 100_000.0, Offset.offset(3e-5));
    }
  }

  @Property(tries = 200)
  void phasesAreFewPowersOfTwoThatGrowAndAllowedByTheRatesToCome(
      @ForAll @IntRange(min = 2, max = 64) int workers,
      @ForAll @IntRange(min = 1, max = 256) int batch,
      @ForAll @DoubleRange(min = 0.01, max = 2) double peak,
      @ForAll @IntRange(min = 1, max = 3000) int iterations) {
    LearningRate schedule =
        new LearningRate.WarmUp(new LearningRate.Cosine(peak, 0.01, iterations), 100, 0, true);
    AveragingFrequency frequency =
        FrequencyByRate.of(workers, (long) workers * batch, schedule, iterations);
    AveragingLoss loss = new AveragingLoss(workers, (long) workers * batch);
    assertThat(frequency.phases()).hasSizeBetween(1, 7);
    int before = 0;
    for (Phase phase : frequency.phases()) {
      assertThat(phase.every()).isGreaterThan(before).isIn(1, 2, 4, 8, 16, 32, 64);
      before = phase.every();
    }
    for (long i = 0; i < iterations; i += 7) {
      int every = frequency.at(i);
      assertThat(every == 1 || loss.points(every, schedule.at(i)) <= 0.2).isTrue();
    }
  }
}
