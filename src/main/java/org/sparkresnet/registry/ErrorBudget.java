package org.sparkresnet.registry;

/**
 * Share of the permitted error that a line of champions has left for its next comparison on the
 * same test images. The n-th comparison gets 1 / (zeta(3/2) n^1.5) of the whole, so that infinitely
 * many comparisons spend all of it and no more. A comparison that shows the candidate to be better
 * gives its part back, as in Tian and Ramdas, "Online control of the familywise error rate",
 * Statistical Methods in Medical Research 30 (2021): only those that showed nothing count.
 *
 * @param spent comparisons on these images that gave nothing back, at least 0
 */
public record ErrorBudget(int spent) {
  /** Budget of new test images. */
  public static final ErrorBudget UNSPENT = new ErrorBudget(0);

  /** Riemann's zeta(3/2), the sum of n^-1.5: OEIS A078434. */
  private static final double ZETA = 2.612375348685488;

  public ErrorBudget {
    if (spent < 0) {
      throw new IllegalArgumentException("spent must be at least 0, cannot be: " + spent);
    }
  }

  /**
   * Error that the next comparison may make.
   *
   * @param error in all comparisons together
   */
  double level(double error) {
    return error * Math.pow(spent + 1.0, -1.5) / ZETA;
  }
}
