package org.sparkresnet.evaluate;

/**
 * Temperature of a softmax: the number that divides the logits, so that probabilities become as
 * large as the share of answers that are right (Guo et al. 2017, section 4.2, "temperature
 * scaling"). It changes no answer, only how sure it is.
 *
 * @param value from {@link #LOWEST} to {@link #HIGHEST}, with four decimals
 * @param examples that it was fitted on
 * @param lossBefore mean cross-entropy of these, in nats, at temperature 1
 * @param lossAfter the same at this temperature
 */
public record Temperature(double value, int examples, double lossBefore, double lossAfter) {
  /** Lowest temperature: where all examples are right, lower ones are ever better. */
  public static final double LOWEST = 0.125;

  /** Highest temperature. */
  public static final double HIGHEST = 8;

  private static final double STEPS_OF_ONE = 10_000;
  private static final int BISECTIONS = 40;

  /**
   * Fits the temperature with the lowest cross-entropy.
   *
   * <p>The cross-entropy is convex in the inverse temperature, so that its derivative has one zero,
   * which bisection finds. The result is rounded: equal probabilities but for the last digits give
   * equal temperatures.
   *
   * <p>A probability of NaN makes both losses NaN, and the temperature 1.
   *
   * @throws IllegalArgumentException if there is no example
   */
  static Temperature fit(ClassProbabilities data) {
    if (data.examples() == 0) {
      throw new IllegalArgumentException("a temperature cannot be fitted on no example");
    }
    if (hasNan(data.probabilities())) {
      return new Temperature(1, data.examples(), Double.NaN, Double.NaN);
    }
    double[] logits = logits(data.probabilities());
    double low = 1 / HIGHEST;
    double high = 1 / LOWEST;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (slope(logits, data, middle) < 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double value = Math.rint(2 / (low + high) * STEPS_OF_ONE) / STEPS_OF_ONE;
    return new Temperature(
        value, data.examples(), loss(logits, data, 1), loss(logits, data, 1 / value));
  }

  /** Tells whether the best temperature may lie beyond the limits. */
  public boolean isAtLimit() {
    return value <= LOWEST || value >= HIGHEST;
  }

  private static boolean hasNan(float[] probabilities) {
    for (float probability : probabilities) {
      if (Float.isNaN(probability)) {
        return true;
      }
    }
    return false;
  }

  /** Logits but for a constant an example; a probability that underflowed to 0 is the smallest. */
  private static double[] logits(float[] probabilities) {
    double[] logits = new double[probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = StrictMath.log(Math.max(probabilities[i], Float.MIN_NORMAL));
    }
    return logits;
  }

  /** Derivative of the sum of cross-entropies by the inverse temperature. */
  private static double slope(double[] logits, ClassProbabilities data, double inverse) {
    int classes = data.classes();
    double sum = 0;
    for (int example = 0; example < data.examples(); example++) {
      int offset = example * classes;
      double most = largest(logits, offset, classes);
      double total = 0;
      double weighted = 0;
      for (int id = offset; id < offset + classes; id++) {
        double weight = StrictMath.exp(inverse * (logits[id] - most));
        total += weight;
        weighted += weight * logits[id];
      }
      sum += weighted / total - logits[offset + data.labels()[example]];
    }
    return sum;
  }

  /** Mean cross-entropy at an inverse temperature. */
  private static double loss(double[] logits, ClassProbabilities data, double inverse) {
    int classes = data.classes();
    double sum = 0;
    for (int example = 0; example < data.examples(); example++) {
      int offset = example * classes;
      double most = largest(logits, offset, classes);
      double total = 0;
      for (int id = offset; id < offset + classes; id++) {
        total += StrictMath.exp(inverse * (logits[id] - most));
      }
      sum += StrictMath.log(total) - inverse * (logits[offset + data.labels()[example]] - most);
    }
    return sum / data.examples();
  }

  private static double largest(double[] logits, int offset, int classes) {
    double most = logits[offset];
    for (int id = 1; id < classes; id++) {
      most = Math.max(most, logits[offset + id]);
    }
    return most;
  }
}
