package org.sparkresnet.registry;

import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * Limits of a share by the tail of the binomial distribution, in logarithms: the tail may be far
 * smaller than the smallest double.
 */
final class BinomialTail {
  private static final double LAST_BIT = 1e-12;

  private BinomialTail() {}

  /**
   * The lower limit of Clopper and Pearson: the largest share at which so many or more are right
   * with at most the tail's probability; 0 if none is right.
   *
   * @param correct 0 to all
   * @param all at least 1
   * @param logTail natural logarithm of the tail's probability, which is below 1/4
   */
  static double lowerLimit(long correct, long all, double logTail) {
    if (correct == 0) {
      return 0;
    }
    double low = 0;
    double high = (double) correct / all; // at it, the tail has about half of the probability
    while (high - low > LAST_BIT) {
      double middle = (low + high) / 2;
      if (logAtLeast(correct, all, middle) > logTail) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return low;
  }

  /** Logarithm of P(X &gt;= k) for X ~ Binomial(n, share), where k is at least the mean. */
  private static double logAtLeast(long k, long n, double share) {
    double first =
        new BinomialDistribution(null, Math.toIntExact(n), share)
            .logProbability(Math.toIntExact(k));
    double sum = 1;
    double term = 1; // of the probability of k; each next one is smaller
    for (long i = k; i < n && term > sum * Math.ulp(1.0); i++) {
      term *= (n - i) / (i + 1.0) * share / (1 - share);
      sum += term;
    }
    return first + Math.log(sum);
  }
}
