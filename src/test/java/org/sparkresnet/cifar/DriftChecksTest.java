package org.sparkresnet.cifar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.cifar.CheckResult.Status;

class DriftChecksTest {
  private static final DriftLimits LIMITS =
      new DriftLimits(
          new DriftLimits.Limit(0.02, 0.1),
          new DriftLimits.Limit(0.01, 0.05),
          new DriftLimits.Limit(0, 0.1));

  /** 1,000 images, 100 a class, but for cats that became dogs. */
  private static DataSummary data(int catsAsDogs, double blue) {
    List<Long> counts = new ArrayList<>(Collections.nCopies(10, 100L));
    counts.set(3, 100L - catsAsDogs);
    counts.set(5, 100L + catsAsDogs);
    return new DataSummary(
        ClassNames.CIFAR_10,
        1000,
        counts,
        List.of(0.49, 0.48, blue),
        List.of(0.25, 0.24, 0.26),
        List.of(),
        Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({"0, OK", "20, OK", "21, WARN", "100, WARN"})
  void classBalanceIsTheShareOfImagesThatWouldHaveToChangeTheirClass(int moved, Status status) {
    CheckResult check = DriftChecks.run(data(moved, 0.45), data(0, 0.45), "v1", LIMITS).get(0);
    assertThat(check.value()).isEqualTo(moved / 1000.0, org.assertj.core.data.Offset.offset(1e-12));
    assertThat(check.status()).isEqualTo(status);
  }

  @Test
  void aClassShiftAboveTheLimitIsRefusedWithTheClassThatMovedMost() {
    DriftLimits tight =
        new DriftLimits(new DriftLimits.Limit(0, 0.01), LIMITS.channelMean(), LIMITS.fewerImages());
    CheckResult check = DriftChecks.run(data(20, 0.45), data(0, 0.45), "v1", tight).get(0);
    assertThat(check.status()).isEqualTo(Status.FAIL);
    assertThat(check.message())
        .isEqualTo(
            "training set: class shares differ by 0.0200 from those of v1, most cat: 8.00 % instead"
                + " of 10.00 %; warned above 0.0, refused above 0.01");
  }

  @ParameterizedTest
  @CsvSource({"0.45, OK", "0.458, OK", "0.43, WARN", "0.52, FAIL"})
  void channelMeansMayMoveInEitherDirection(double blue, Status status) {
    CheckResult check = DriftChecks.run(data(0, blue), data(0, 0.45), "v1", LIMITS).get(1);
    assertThat(check.check()).isEqualTo("drift-channel-mean");
    assertThat(check.status()).isEqualTo(status);
  }

  @Test
  void aShiftOfAChannelNamesIt() {
    CheckResult check = DriftChecks.run(data(0, 0.52), data(0, 0.45), "v1", LIMITS).get(1);
    assertThat(check.message())
        .isEqualTo(
            "training set: channel means differ by up to 0.0700 from those of v1, most blue: 0.5200"
                + " instead of 0.4500; warned above 0.01, refused above 0.05");
  }

  @ParameterizedTest
  @CsvSource({"900, OK", "1000, OK", "1001, WARN", "1111, WARN", "1112, FAIL"})
  void fewerImagesThanBeforeAreToldAndTooFewRefused(long before, Status status) {
    CheckResult check =
        DriftChecks.run(data(0, 0.45), images(before), "champion v000001", LIMITS).get(2);
    assertThat(check.check()).isEqualTo("drift-images");
    assertThat(check.status()).isEqualTo(status);
  }

  @Test
  void theMissingImagesAreCounted() {
    assertThat(DriftChecks.run(data(0, 0.45), images(1_250), "champion v000001", LIMITS).get(2))
        .extracting(CheckResult::message)
        .isEqualTo(
            "training set: 1,000 images, 250 fewer than those of champion v000001; warned above 0.0,"
                + " refused above 0.1");
    assertThat(DriftChecks.run(data(0, 0.45), images(900), "v1", LIMITS).get(2).message())
        .startsWith("training set: 1,000 images, not fewer than those of v1;");
  }

  private static DataSummary images(long number) {
    DataSummary data = data(0, 0.45);
    return new DataSummary(
        ClassNames.CIFAR_10,
        number,
        data.classCounts(),
        data.channelMeans(),
        data.channelDeviations(),
        List.of(),
        Optional.empty());
  }

  @Test
  void withoutEarlierStatisticsThereIsAWarning() {
    assertThat(DriftChecks.unknown("v1"))
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.status()).isEqualTo(Status.WARN);
              assertThat(check.message())
                  .isEqualTo("training set: not compared: nothing is kept of the data of v1");
            });
  }

  @Test
  void limitsAreOrdered() {
    assertThatThrownBy(() -> new DriftLimits.Limit(0.2, 0.1))
        .hasMessage("limits must be 0 <= warn <= fail <= 1, cannot be: 0.2 and 0.1");
  }
}
