package org.sparkresnet.registry;

import org.apache.commons.math3.special.Beta;

/**
 * Evidence that a candidate is better than a champion, from their right and wrong answers to the
 * same images, as an e-value: a number whose mean is at most 1 if the candidate is not better.
 *
 * <p>Only the images that exactly one of both has right carry information, as in {@link McNemar}.
 * The e-value is the likelihood ratio of a candidate that has a share q of them right, against 1/2,
 * averaged over q by the half of a Beta distribution above 1/2. It is closed:
 *
 * <pre>E = 2^(b+c) B(b+a, c+a) / B(a, a) · 2 P(Beta(b+a, c+a) &gt; 1/2)</pre>
 *
 * <p>By Markov's inequality, E reaches 1/level with a probability of at most the level, whatever
 * the number of images, and also if it was chosen while they were seen. Grünwald, de Heide and
 * Koolen, "Safe testing", JRSS B 86 (2024); the mixture is that of Robbins, "Statistical methods
 * related to the law of the iterated logarithm", Ann. Math. Stat. 41 (1970).
 */
final class EValue {
  /** Largest value given, so that a double holds it. */
  static final double MOST = 1e300;

  /**
   * Parameter of the Beta distribution: the shares q that it expects are within some 8 points of
   * 1/2, as those of retrained networks.
   */
  private static final double PRIOR = 20;

  private EValue() {}

  /**
   * Evidence for "the candidate is better": large speaks for it, 1 or less does not.
   *
   * @param b images that only the candidate has right
   * @param c images that only the champion has right
   */
  static double better(long b, long c) {
    double log =
        (b + c + 1) * Math.log(2)
            + Beta.logBeta(b + PRIOR, c + PRIOR)
            - Beta.logBeta(PRIOR, PRIOR)
            // P(Beta(b+a, c+a) > 1/2) is the other tail with the parameters exchanged.
            + Math.log(Beta.regularizedBeta(0.5, c + PRIOR, b + PRIOR));
    return Math.min(MOST, Math.exp(log));
  }
}
