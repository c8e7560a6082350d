package org.sparkresnet.registry;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.sparkresnet.common.HumanText;

/**
 * Accuracy of a model on test images at which several models have looked, with the interval that
 * holds for all of them at once with 95 % probability: so it also holds for the one that looked
 * best. Each interval is that of Clopper and Pearson, "The use of confidence or fiducial limits
 * illustrated in the case of the binomial", Biometrika 26 (1934), at the error 0.05 / looks
 * (Bonferroni).
 *
 * <p>That needs models that are made without the images. A model that was started from a champion
 * of these images inherits a part of its luck on them. Where models of the line were, the error of
 * a look is shared among all models that could have been in its place ({@link Descent}): each of
 * them, by itself, is made without the images.
 *
 * @param looks different models that were evaluated on the images, at least 1
 * @param descent of the model, if a model of the line was started from one that the images have
 *     seen; else empty
 * @param images number of test images, at least 1
 * @param correct those that the model has right
 */
public record HonestAccuracy(int looks, Optional<Descent> descent, long images, long correct) {
  private static final double ERROR = 0.05;

  public HonestAccuracy {
    Objects.requireNonNull(descent, "descent");
    if (looks < 1 || images < 1 || correct < 0 || correct > images) {
      throw new IllegalArgumentException(
          "there must be a look, and between 0 and all images right, cannot be: %d looks, %d of %d"
              .formatted(looks, correct, images));
    }
  }

  /** Accuracy of a model in whose line each one was trained from its seed. */
  public HonestAccuracy(int looks, long images, long correct) {
    this(looks, Optional.empty(), images, correct);
  }

  /** Share of the images that the model has right. */
  public double accuracy() {
    return (double) correct / images;
  }

  /** Lower limit of the accuracy on all images of that kind. */
  public double low() {
    return BinomialTail.lowerLimit(correct, images, logTail());
  }

  /** Upper limit of the accuracy on all images of that kind. */
  public double high() {
    return 1 - BinomialTail.lowerLimit(images - correct, images, logTail());
  }

  private double logTail() {
    return Math.log(ERROR / (2 * looks)) - descent.map(Descent::logChoices).orElse(0.0);
  }

  /** The sentence: "after 41 looks: 90.10 %, between 89.10 and 91.04 %". */
  public String text() {
    return String.format(
            Locale.ROOT,
            "after %s: %s, between %.2f and %.2f %%",
            HumanText.count(looks, "look"),
            HumanText.percent(accuracy()),
            100 * low(),
            100 * high())
        + descent.map(HonestAccuracy::why).orElse("");
  }

  private static String why(Descent descent) {
    return " (wider, as models were started from champions of these images: %d before this one)"
        .formatted(descent.ancestors());
  }
}
