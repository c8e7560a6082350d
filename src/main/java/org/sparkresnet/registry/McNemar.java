package org.sparkresnet.registry;

import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.special.Beta;

/**
 * Exact tests on pairs of right and wrong answers to the same images. Only the images that exactly
 * one of both models has right carry information: given their number, how many of them the
 * candidate has right is binomial.
 *
 * <p>McNemar, "Note on the sampling error of the difference between correlated proportions or
 * percentages", Psychometrika 12 (1947); exact form as in Fay, "Two-sided exact tests and matching
 * confidence intervals for discrete data", The R Journal 2/1 (2010).
 */
final class McNemar {
  /** Share of the error that {@link #worseBy} spends on the rate of discordant images. */
  static final double NUISANCE = 0.001;

  /** The accuracy of a limit, about the last bit of a double. */
  private static final double LAST_BIT = 1e-16;

  private McNemar() {}

  /**
   * Two-sided p-value of equal accuracy: min(1, 2 P(X &lt;= min(b, c))) for X ~ Binomial(b + c,
   * 1/2); 1 without discordant images.
   *
   * @param b images that only the candidate has right
   * @param c images that only the champion has right
   */
  static double equal(long b, long c) {
    long fewer = Math.min(b, c);
    return Math.min(1, 2 * atLeast(b + c - fewer, b + c, 0.5));
  }

  /**
   * One-sided p-value of "the candidate's accuracy is lower than the champion's by the margin or
   * more", against "it is not": the largest probability, over all such candidates, of at least b
   * images that only the candidate has right among b + c.
   *
   * <p>If a share d of all images is discordant, a loss of the margin means that the candidate has
   * (1 - margin / d) / 2 of them right. d is not known. As in Berger and Boos, "P values maximized
   * over a confidence set for the nuisance parameter", JASA 89 (1994), d is taken as the upper
   * Clopper-Pearson limit at level {@value #NUISANCE}, the worst case within it, and the level is
   * added to the p-value, which so is valid without approximation. A margin of 0 needs no d: this
   * is then McNemar's test, one-sided.
   *
   * @param n all images
   * @param margin share of the images, 0 to 1
   */
  static double worseBy(double margin, long b, long c, long n) {
    if (margin == 0) {
      return atLeast(b, b + c, 0.5);
    }
    double discordant = upperLimit(b + c, n);
    if (discordant <= margin) {
      return NUISANCE; // so few differ that a loss of the margin is ruled out by their number alone
    }
    return Math.min(1, atLeast(b, b + c, (1 - margin / discordant) / 2) + NUISANCE);
  }

  /** P(X &gt;= k) for X ~ Binomial(m, q), 0 &lt; q &lt; 1. */
  private static double atLeast(long k, long m, double q) {
    // The tail itself and not 1 minus the other one, which would lose small values.
    return k <= 0 ? 1 : Beta.regularizedBeta(q, (double) k, (double) (m - k + 1));
  }

  /**
   * The upper Clopper-Pearson limit: the rate at which k or fewer of n images would still be seen
   * with probability NUISANCE.
   */
  private static double upperLimit(long k, long n) {
    if (k >= n) {
      return 1;
    }
    // Not commons-math's ClopperPearsonInterval, which fails for k = 0 and is right to 1e-9 only.
    return new BetaDistribution(null, k + 1.0, (double) n - k, LAST_BIT)
        .inverseCumulativeProbability(1 - NUISANCE);
  }
}
