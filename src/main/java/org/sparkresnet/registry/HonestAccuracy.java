package org.sparkresnet.registry;

import java.util.Locale;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.sparkresnet.common.HumanText;

/**
 * Accuracy of a model on test images at which several models have looked, with the interval that
 * holds for all of them at once with 95 % probability: so it also holds for the one that looked
 * best. Each interval is that of Clopper and Pearson, "The use of confidence or fiducial limits
 * illustrated in the case of the binomial", Biometrika 26 (1934), at the error 0.05 / looks
 * (Bonferroni).
 *
 * @param looks different models that were evaluated on the images, at least 1
 * @param images number of test images, at least 1
 * @param correct those that the model has right
 */
public record HonestAccuracy(int looks, long images, long correct) {
  private static final double ERROR = 0.05;
  private static final double LAST_BIT = 1e-12;

  public HonestAccuracy {
    if (looks < 1 || images < 1 || correct < 0 || correct > images) {
      throw new IllegalArgumentException(
          "there must be a look, and between 0 and all images right, cannot be: %d looks, %d of %d"
              .formatted(looks, correct, images));
    }
  }

  /** Share of the images that the model has right. */
  public double accuracy() {
    return (double) correct / images;
  }

  /** Lower limit of the accuracy on all images of that kind. */
  public double low() {
    return correct == 0 ? 0 : limit((double) correct, images - correct + 1.0, ERROR / (2 * looks));
  }

  /** Upper limit of the accuracy on all images of that kind. */
  public double high() {
    return correct == images
        ? 1
        : limit(correct + 1.0, (double) images - correct, 1 - ERROR / (2 * looks));
  }

  private static double limit(double alpha, double beta, double quantile) {
    return new BetaDistribution(null, alpha, beta, LAST_BIT).inverseCumulativeProbability(quantile);
  }

  /** The sentence: "after 41 looks: 90.10 %, between 89.10 and 91.04 %". */
  public String text() {
    return String.format(
        Locale.ROOT,
        "after %s: %s, between %.2f and %.2f %%",
        HumanText.count(looks, "look"),
        HumanText.percent(accuracy()),
        100 * low(),
        100 * high());
  }
}
