package org.sparkresnet.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.apache.commons.math3.util.CombinatoricsUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HonestAccuracyTest {
  @Test
  void saysItInOneSentence() {
    assertThat(new HonestAccuracy(1, 10_000, 9_010).text())
        .isEqualTo("after 1 look: 90.10 %, between 89.50 and 90.68 %");
    assertThat(new HonestAccuracy(41, 10_000, 9_010).text())
        .isEqualTo("after 41 looks: 90.10 %, between 89.10 and 91.04 %");
  }

  /** The limits, by the definition: each tail at them has half of a look's error. */
  @ParameterizedTest(name = "{0} looks, {1} of {2}")
  @CsvSource({"1, 5, 10", "41, 9010, 10000", "365, 999, 1000", "3, 1, 100"})
  void theTailsAtTheLimitsHaveTheErrorOfALook(int looks, int correct, int images) {
    HonestAccuracy accuracy = new HonestAccuracy(looks, images, correct);
    double tail = 0.05 / looks / 2;
    assertThat(
            1
                - new BinomialDistribution(null, images, accuracy.low())
                    .cumulativeProbability(correct - 1))
        .isCloseTo(tail, within(tail * 1e-4));
    assertThat(
            new BinomialDistribution(null, images, accuracy.high()).cumulativeProbability(correct))
        .isCloseTo(tail, within(tail * 1e-4));
  }

  @Test
  void allRightAndAllWrongHaveAnIntervalToo() {
    assertThat(new HonestAccuracy(2, 100, 100).high()).isEqualTo(1);
    assertThat(new HonestAccuracy(2, 100, 100).low()).isCloseTo(0.957, within(1e-3));
    assertThat(new HonestAccuracy(2, 100, 0).low()).isZero();
  }

  @Test
  void noLookIsNoAccuracy() {
    assertThatThrownBy(() -> new HonestAccuracy(0, 100, 50))
        .hasMessageEndingWith("cannot be: 0 looks, 50 of 100");
  }

  @Test
  void aLineThatStartsFromItsChampionsSaysWhyItsIntervalIsWider() {
    HonestAccuracy accuracy =
        new HonestAccuracy(41, Optional.of(new Descent(40, 3)), 10_000, 9_010);
    assertThat(accuracy.text())
        .isEqualTo(
            "after 41 looks: 90.10 %, between 88.27 and 91.75 % (wider, as models were started"
                + " from champions of these images: 3 before this one)");
  }

  /** Their logarithm is: -1,700, a tail that no double can hold. */
  @Test
  void thousandsOfNightsHaveFiniteLimits() {
    HonestAccuracy accuracy =
        new HonestAccuracy(3_650, Optional.of(new Descent(3_649, 500)), 10_000, 9_000);
    assertThat(accuracy.low()).isBetween(0.6, 0.8);
    assertThat(accuracy.high()).isBetween(0.95, 0.999);
  }

  @Test
  void theChoicesOfAllNumbersOfAncestorsAddUpToLessThanOne() {
    double sum = 0;
    for (int ancestors = 0; ancestors <= 20; ancestors++) {
      sum +=
          CombinatoricsUtils.binomialCoefficientDouble(20, ancestors)
              * Math.exp(-new Descent(20, ancestors).logChoices());
    }
    assertThat(sum).isCloseTo(1 - 1.0 / 22, within(1e-9));
  }

  @Test
  void moreAncestorsThanModelsAreRefused() {
    assertThatThrownBy(() -> new Descent(2, 3))
        .hasMessage("ancestors must be between 0 and 2 models, cannot be: 3");
  }
}
