package org.sparkresnet.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares with tables that a separate program computed and printed with two decimals. */
class AveragingLossTest {
  /** Half a unit of the last decimal of the tables: they are exact but for this rounding. */
  private static final Offset<Double> ROUNDING = within(0.005 + 1e-9);

  private static final double[] RATES = {0.4, 0.3, 0.2, 0.1, 0.05, 0.025, 0.01};

  @ParameterizedTest
  @CsvSource({
    "0.4, 0.02 0.05 0.16 0.48 0.91 0.97 1.0",
    "0.2, 0.01 0.02 0.08 0.28 0.73 0.99 1.0",
    "0.1, 0.0 0.01 0.04 0.15 0.47 0.91 1.0"
  })
  void workersDriftApartBySharesOfTheStationaryVariance(double rate, String shares) {
    int every = 1;
    for (String share : shares.split(" ", -1)) {
      assertThat(AveragingLoss.share(every, 0.05 * rate))
          .as("every %d", every)
          .isCloseTo(Double.parseDouble(share), ROUNDING);
      every *= 2;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2, 4, 0.14", "2, 16, 0.79", "4, 4, 0.41", "4, 16, 2.36", "8, 4, 0.95", "8, 16, 5.50",
    "2, 1, 0.01", "4, 1, 0.04", "8, 1, 0.10", "2, 8, 0.42", "8, 2, 0.29", "4, 2, 0.12"
  })
  void theLossAtTheHighestRateIsTheFitted(int workers, int every, double points) {
    assertThat(new AveragingLoss(workers, 128).points(every, 0.4)).isCloseTo(points, ROUNDING);
  }

  @ParameterizedTest
  @CsvSource({"2, 0.31", "4, 0.94", "8, 2.20"})
  void theLossFallsWithTheRate(int workers, double points) {
    assertThat(new AveragingLoss(workers, 128).points(16, 0.2)).isCloseTo(points, ROUNDING);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 128, 4 4 8 32 64 64 64",
    "4, 128, 2 2 4 8 16 64 64",
    "8, 128, 1 2 2 4 8 32 64",
    "16, 128, 1 1 2 4 8 16 64",
    "8, 512, 2 4 4 16 64 64 64",
    "16, 512, 2 2 4 8 16 64 64",
    "16, 1024, 2 4 4 16 64 64 64",
    "8, 1024, 4 4 8 64 64 64 64",
    "32, 1024, 2 2 4 8 16 64 64"
  })
  void theRarestAveragingIsTheOneOfTheTable(int workers, int images, String frequencies) {
    AveragingLoss loss = new AveragingLoss(workers, images);
    assertThat(Arrays.stream(RATES).mapToInt(rate -> loss.rarest(rate, AveragingLoss.MOST)))
        .containsExactly(
            Arrays.stream(frequencies.split(" ", -1))
                .map(Integer::valueOf)
                .toArray(Integer[]::new));
  }

  @Test
  void theLossGrowsWithEachOfItsCauses() {
    for (double rate = 1e-4; rate < 1000; rate *= 1.3) {
      for (int every = 1; every <= 32; every *= 2) {
        double loss = new AveragingLoss(4, 128).points(every, rate);
        assertThat(new AveragingLoss(4, 128).points(2 * every, rate)).isGreaterThanOrEqualTo(loss);
        assertThat(new AveragingLoss(4, 128).points(every, 1.3 * rate)).isGreaterThan(loss);
        assertThat(new AveragingLoss(5, 128).points(every, rate)).isGreaterThan(loss);
        assertThat(new AveragingLoss(4, 256).points(every, rate)).isLessThan(loss);
      }
    }
  }

  @Test
  void allowsEverythingWithoutARateAndNothingAtAnEndlessOne() {
    AveragingLoss loss = new AveragingLoss(4, 128);
    assertThat(loss.rarest(0, 64)).isEqualTo(64);
    assertThat(loss.rarest(Double.MIN_NORMAL, 64)).isEqualTo(64);
    assertThat(loss.rarest(1e9, 64)).isEqualTo(1);
    assertThat(loss.rarest(Double.POSITIVE_INFINITY, 64)).isEqualTo(1);
  }
}
