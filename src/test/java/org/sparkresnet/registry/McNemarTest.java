package org.sparkresnet.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class McNemarTest {
  private static final Percentage TINY = Percentage.withPercentage(1e-8);

  /** Two-sided p-values counted by hand: twice the binomial coefficients of the tail over 2^m. */
  @ParameterizedTest(name = "{0} and {1}: {2} / {3}")
  @CsvSource({
    "0, 0, 1, 1", // nothing tells them apart
    "1, 0, 1, 1", // 2 (1) / 2
    "5, 0, 2, 32", // 2 (1) / 32
    "6, 0, 2, 64",
    "1, 5, 14, 64", // 2 (1 + 6) / 64
    "2, 8, 112, 1024", // 2 (1 + 10 + 45) / 1024
    "3, 9, 598, 4096", // 2 (1 + 12 + 66 + 220) / 4096
    "5, 5, 1, 1", // both tails overlap in the middle
    "5, 6, 1, 1"
  })
  void equalIsTwiceTheTail(int b, int c, double numerator, double denominator) {
    assertThat(McNemar.equal(b, c)).isCloseTo(numerator / denominator, TINY);
  }

  /** One-sided by hand, without a margin: the tail of b or more. */
  @ParameterizedTest(name = "{0} and {1}: {2} / {3}")
  @CsvSource({
    "0, 0, 1, 1",
    "5, 0, 1, 32",
    "0, 5, 1, 1",
    "5, 1, 7, 64",
    "1, 5, 63, 64",
    "2, 2, 11, 16"
  })
  void withoutAMarginItIsTheOneSidedTest(int b, int c, double numerator, double denominator) {
    assertThat(McNemar.worseBy(0, b, c, 100)).isCloseTo(numerator / denominator, TINY);
  }

  @Property(tries = 200)
  void equalAgreesWithExactSums(
      @ForAll @IntRange(max = 2500) int b, @ForAll @IntRange(max = 2500) int c) {
    BigInteger term = BigInteger.ONE;
    BigInteger sum = BigInteger.ONE;
    int m = b + c;
    for (int k = 1; k <= Math.min(b, c); k++) {
      term = term.multiply(BigInteger.valueOf(m - k + 1)).divide(BigInteger.valueOf(k));
      sum = sum.add(term);
    }
    BigDecimal exact =
        new BigDecimal(sum.shiftLeft(1))
            .divide(new BigDecimal(BigInteger.ONE.shiftLeft(m)), MathContext.DECIMAL64);
    double expected = Math.min(1, exact.doubleValue());
    if (expected < 1e-300) {
      assertThat(McNemar.equal(b, c)).isLessThan(1e-299);
    } else {
      assertThat(McNemar.equal(b, c)).isCloseTo(expected, TINY);
    }
  }

  @Property
  void equalDoesNotCareWhoIsWho(
      @ForAll @IntRange(max = 10_000) int b, @ForAll @IntRange(max = 10_000) int c) {
    assertThat(McNemar.equal(b, c)).isEqualTo(McNemar.equal(c, b)).isBetween(0.0, 1.0);
  }

  @Property
  void oneMoreRightAnswerOfTheCandidateSpeaksForIt(
      @ForAll @IntRange(max = 4_999) int b,
      @ForAll @IntRange(min = 1, max = 5_000) int c,
      @ForAll @DoubleRange(max = 0.2) double margin) {
    double p = McNemar.worseBy(margin, b, c, 10_000);
    assertThat(p).isBetween(0.0, 1.0);
    // The same discordant images, one more of them for the candidate.
    assertThat(McNemar.worseBy(margin, b + 1, c - 1, 10_000)).isLessThanOrEqualTo(p);
  }

  @Property
  void aWiderMarginIsMorePatient(
      @ForAll @IntRange(max = 5_000) int b,
      @ForAll @IntRange(max = 5_000) int c,
      @ForAll @DoubleRange(max = 0.1) double margin,
      @ForAll @DoubleRange(min = 0.01, max = 0.1) double more) {
    // Up to what the rate of discordant images costs, which a margin of 0 does not pay.
    assertThat(McNemar.worseBy(margin + more, b, c, 10_000))
        .isLessThanOrEqualTo(McNemar.worseBy(margin, b, c, 10_000) + McNemar.NUISANCE);
  }

  @Test
  void sameAnswersOnManyImagesRuleALossOutAndOnFewDoNot() {
    // (1 - 0.01)^n is below 0.001 from n = 688 on.
    assertThat(McNemar.worseBy(0.01, 0, 0, 10_000)).isEqualTo(McNemar.NUISANCE);
    assertThat(McNemar.worseBy(0.01, 0, 0, 688)).isEqualTo(McNemar.NUISANCE);
    assertThat(McNemar.worseBy(0.01, 0, 0, 687)).isEqualTo(1);
    assertThat(McNemar.worseBy(0.01, 0, 0, 100)).isEqualTo(1);
  }

  /**
   * The promise of the test, counted out: of all candidates whose true loss is the margin, at most
   * a share of the significance passes; and the test is not so careful that none does.
   *
   * @param least share that passes at least
   */
  @ParameterizedTest(name = "{0} images, {1} of them discordant, margin {2}")
  @CsvSource({
    "10000, 0.2, 0.01, 0.03",
    "10000, 0.09, 0.01, 0.02",
    "10000, 0.05, 0.01, 0.01",
    "10000, 0.02, 0.01, 0.001",
    "10000, 0.011, 0.01, 0",
    "1000, 0.1, 0.02, 0.01",
    "100, 0.3, 0.05, 0.005"
  })
  void aCandidateThatIsWorseByTheMarginSeldomPasses(
      int n, double discordant, double margin, double least) {
    assertThat(passing(n, discordant, margin, margin))
        .isLessThanOrEqualTo(0.05)
        .isGreaterThanOrEqualTo(least);
  }

  @ParameterizedTest(name = "{0} of 10,000 images discordant, margin 0.01")
  @CsvSource({"0.12, 0.75", "0.09, 0.85", "0.05, 0.98"})
  void aCandidateThatIsAsGoodUsuallyPasses(double discordant, double least) {
    assertThat(passing(10_000, discordant, 0, 0.01)).isGreaterThanOrEqualTo(least);
  }

  /** Share of candidates that pass at significance 0.05, if all of them lose so much accuracy. */
  private static double passing(int n, double discordant, double loss, double margin) {
    double candidateShare = (1 - loss / discordant) / 2;
    BinomialDistribution counts = new BinomialDistribution(null, n, discordant);
    int from = counts.inverseCumulativeProbability(1e-7);
    int to = counts.inverseCumulativeProbability(1 - 1e-7);
    double passing = 0;
    for (int m = from; m <= to; m++) {
      int fewest = fewestThatPass(m, n, margin, 0.05);
      double passingHere =
          1 - new BinomialDistribution(null, m, candidateShare).cumulativeProbability(fewest - 1);
      passing += counts.probability(m) * passingHere;
    }
    return passing;
  }

  /** The smallest b of m discordant images that passes; m + 1 if none does. */
  private static int fewestThatPass(int m, int n, double margin, double significance) {
    int low = 0;
    int high = m + 1;
    while (low < high) {
      int b = (low + high) / 2;
      if (McNemar.worseBy(margin, b, m - b, n) <= significance) {
        high = b;
      } else {
        low = b + 1;
      }
    }
    return low;
  }

  @Test
  void tenThousandImagesAreNoProblem() {
    assertThat(McNemar.equal(5_000, 5_000)).isEqualTo(1);
    assertThat(McNemar.equal(4_900, 5_100)).isCloseTo(0.0466, within(5e-5));
    assertThat(McNemar.equal(0, 10_000)).isZero(); // 2^-9999 is below the smallest double
    assertThat(McNemar.equal(0, 1_000)).isCloseTo(0x1p-999, TINY);
  }
}
