package org.sparkresnet.registry;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EValueTest {
  @Test
  void noDiscordantImageIsNoEvidence() {
    assertThat(EValue.better(0, 0)).isCloseTo(1, Percentage.withPercentage(1e-8));
  }

  /** The mixture, summed up over 200,000 shares instead of in closed form. */
  @ParameterizedTest(name = "{0} and {1}")
  @CsvSource({"1, 0", "0, 1", "5, 2", "60, 40", "500, 400", "400, 500"})
  void isTheMeanOfLikelihoodRatios(int b, int c) {
    int steps = 200_000;
    double ratio = 0;
    double weight = 0;
    for (int i = 0; i < steps; i++) {
      double q = 0.5 + (i + 0.5) / (2 * steps);
      double prior = Math.pow(4 * q * (1 - q), 19); // Beta(20, 20), up to a factor
      weight += prior;
      ratio += prior * Math.exp(b * Math.log(2 * q) + c * Math.log(2 * (1 - q)));
    }
    assertThat(EValue.better(b, c)).isCloseTo(ratio / weight, Percentage.withPercentage(1e-4));
  }

  /**
   * What makes it an e-value: its mean, counted out, is at most 1 if the candidate is no better.
   */
  @ParameterizedTest(name = "{0} discordant images, the candidate right on a share of {1}")
  @CsvSource({"10, 0.5", "100, 0.5", "900, 0.5", "900, 0.49", "900, 0.4", "3000, 0.5"})
  void itsMeanIsAtMostOneUnlessTheCandidateIsBetter(int discordant, double share) {
    BinomialDistribution counts = new BinomialDistribution(null, discordant, share);
    double mean = 0;
    for (int b = 0; b <= discordant; b++) {
      mean += counts.probability(b) * EValue.better(b, discordant - b);
    }
    assertThat(mean).isLessThanOrEqualTo(1 + 1e-5);
    if (share == 0.5) {
      assertThat(mean).as("no evidence is given away").isGreaterThan(1 - 1e-4);
    }
  }

  @Property
  void oneMoreRightAnswerOfTheCandidateSpeaksForIt(
      @ForAll @IntRange(max = 4_999) int b, @ForAll @IntRange(min = 1, max = 5_000) int c) {
    assertThat(EValue.better(b, c)).isBetween(0.0, EValue.MOST);
    assertThat(EValue.better(b + 1, c - 1)).isGreaterThanOrEqualTo(EValue.better(b, c));
  }

  @Property
  void theErrorIsSpentAndNeverMoreThanIt(@ForAll @DoubleRange(min = 0.01, max = 0.5) double all) {
    double spent = 0;
    for (int n = 0; n < 2_000; n++) {
      spent += new ErrorBudget(n).level(all);
    }
    assertThat(spent).isLessThan(all).isGreaterThan(0.98 * all);
  }
}
