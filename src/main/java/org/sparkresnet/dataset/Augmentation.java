package org.sparkresnet.dataset;

import java.io.Serializable;
import org.sparkresnet.cifar.CifarFormat;
import org.sparkresnet.common.UserError;

/**
 * Augmentation of training images: padding on each side, a crop back to 32x32, or to less, at a
 * random place, and mirroring (He et al. 2015, section 4.2). Every choice derives from (seed,
 * epoch, example id).
 *
 * @param padding pixels in the mean colour, which is 0 after normalisation, added on each side
 *     before the crop; 0 turns the crop off
 * @param flip rule by which images are mirrored left to right
 * @param crops sizes of the crops
 */
public record Augmentation(int padding, Flip flip, CropSizes crops) implements Serializable {
  /** Rule by which images are mirrored. */
  public enum Flip {
    /** Never. */
    NONE,
    /** In half of the epochs, drawn anew in each. */
    RANDOM,
    /** In every second epoch; half of the images begin mirrored (Jordan 2024, airbench). */
    ALTERNATING
  }

  /** No augmentation, for evaluation. */
  public static final Augmentation NONE = new Augmentation(0, Flip.NONE);

  /** Checks the padding. */
  public Augmentation {
    if (padding < 0 || padding > 16) {
      throw UserError.usage("dataset.padding must be between 0 and 16, cannot be: " + padding);
    }
  }

  /** Augmentation with crops of 32x32. */
  public Augmentation(int padding, Flip flip) {
    this(padding, flip, CropSizes.NONE);
  }

  /**
   * Draws the variation of one image in one epoch.
   *
   * @param size height and width of the crop
   */
  Variation variation(long seed, int epoch, long exampleId, int size) {
    long word = SplitMix64.mix(seed ^ 0x61756731L, epoch, exampleId);
    int span = 2 * padding + CifarFormat.SIDE - size + 1;
    int dy = SplitMix64.bounded(word, span) - padding;
    int dx = SplitMix64.bounded(SplitMix64.mix(word), span) - padding;
    boolean mirrored =
        switch (flip) {
          case NONE -> false;
          case RANDOM -> (word & 1) != 0;
          case ALTERNATING -> ((SplitMix64.mix(seed ^ 0x666c6970L, exampleId) + epoch) & 1) != 0;
        };
    return new Variation(dy, dx, mirrored);
  }

  /**
   * Variation of one image: output pixel (y, x) is pixel (y + dy, x + dx) of the padded image, or
   * of its mirror image; (0, 0) is the first pixel of the image itself.
   */
  record Variation(int dy, int dx, boolean mirrored) {
    static final Variation IDENTITY = new Variation(0, 0, false);
    static final Variation MIRROR = new Variation(0, 0, true);
  }
}
