package org.sparkresnet.registry;

import org.apache.commons.math3.util.CombinatoricsUtils;

/**
 * Descent of a model from models that test images chose as its starts ({@code retrain.start =
 * champion}): what else it could have become. A chain of ancestors is a subset of the models that
 * the images saw before it, whoever chose it and for whatever reason.
 *
 * @param earlier different models that were evaluated on the images before it, at least 0
 * @param ancestors those of them that it descends from, at most all
 */
public record Descent(int earlier, int ancestors) {
  public Descent {
    if (ancestors < 0 || ancestors > earlier) {
      throw new IllegalArgumentException(
          "ancestors must be between 0 and %d models, cannot be: %d".formatted(earlier, ancestors));
    }
  }

  /**
   * Natural logarithm of the number by which the error of a look is divided. It is the number of
   * chains of so many ancestors, and (a + 1) (a + 2) because their number a is not known before:
   * the inverses of these products, over all a from 0, add up to 1.
   */
  double logChoices() {
    return CombinatoricsUtils.binomialCoefficientLog(earlier, ancestors)
        + Math.log((ancestors + 1.0) * (ancestors + 2.0));
  }
}
