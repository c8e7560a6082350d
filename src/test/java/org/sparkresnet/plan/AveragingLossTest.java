package org.sparkresnet.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares with tables that a separate program computed and printed with two decimals. */
class AveragingLossTest {
  /** Half a unit of the last decimal of the tables: they are exact but for this rounding. */
  private static final Offset<Double> ROUNDING = within(0.005 + 1e-9);

  @ParameterizedTest
  @CsvSource({"1, 0.02", "2, 0.05", "4, 0.16", "8, 0.48", "16, 0.91", "32, 0.97", "64, 1.0"})
  void workersDriftApartBySharesOfTheStationaryVariance(int steps, double share) {
    assertThat(AveragingLoss.share(steps)).isCloseTo(share, ROUNDING);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 4, 0.14", "2, 16, 0.79", "4, 4, 0.41", "4, 16, 2.36", "8, 4, 0.95", "8, 16, 5.50",
    "2, 1, 0.01", "4, 1, 0.04", "8, 1, 0.10", "2, 8, 0.42", "8, 2, 0.29", "4, 2, 0.12"
  })
  void theLossIsTheFitted(int workers, int every, double points) {
    assertThat(new AveragingLoss(workers, 128).points(every)).isCloseTo(points, ROUNDING);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 128, 16",
    "2, 128, 4",
    "4, 128, 2",
    "8, 128, 2",
    "16, 128, 1",
    "32, 128, 1",
    "2, 64, 4",
    "2, 256, 4",
    "2, 512, 4",
    "2, 1024, 2",
    "4, 512, 2",
    "4, 1024, 1",
    "8, 512, 1",
    "8, 1024, 1",
    "16, 512, 1",
    "16, 1024, 1",
    "32, 512, 1",
    "32, 1024, 1",
    "32, 4096, 1",
    "1000, 1, 1"
  })
  void theRarestAveragingLosesAtMostThreeTenthsOfAPoint(int workers, int images, int every) {
    assertThat(new AveragingLoss(workers, images).rarest())
        .isEqualTo(AveragingFrequency.every(every));
  }

  /** Losses of 10,000 held-out images, one seed, with a standard error of about 0.5 points. */
  @ParameterizedTest
  @CsvSource({"2, 4, 0.14", "8, 2, 0.57", "8, 4, 2.12", "8, 16, 9.43"})
  void stepsOfMoreImagesLoseWhatWasMeasured(int workers, int every, double points) {
    assertThat(new AveragingLoss(workers, 512).points(every))
        .isCloseTo(points, within(0.5 + 0.2 * points));
  }

  @Test
  void anAveragingAfterEveryMinibatchLosesLessWithMoreImages() {
    assertThat(new AveragingLoss(8, 512).points(1)).isCloseTo(0.10 / 4, ROUNDING);
  }

  @Test
  void theLossGrowsWithFrequencyWorkersAndImages() {
    for (int every = 1; every <= 32; every *= 2) {
      double loss = new AveragingLoss(4, 128).points(every);
      assertThat(new AveragingLoss(4, 128).points(2 * every)).isGreaterThan(loss);
      assertThat(new AveragingLoss(5, 128).points(every)).isGreaterThan(loss);
      assertThat(new AveragingLoss(4, 256).points(2 * every))
          .isGreaterThan(new AveragingLoss(4, 128).points(2 * every));
    }
  }
}
