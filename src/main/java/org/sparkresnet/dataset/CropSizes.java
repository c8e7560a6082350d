package org.sparkresnet.dataset;

import java.io.Serializable;
import java.util.List;
import org.sparkresnet.cifar.CifarFormat;
import org.sparkresnet.common.UserError;

/**
 * Sizes to which training images are cropped, by epoch: smaller images take less time, and the
 * weights do not know the size. All images of a minibatch have one size, and so have the
 * minibatches of all workers at the same place of an epoch.
 *
 * @param phases ascending; before the first one, images keep their size
 */
public record CropSizes(List<Phase> phases) implements Serializable {
  /** Images keep their size. */
  public static final CropSizes NONE = new CropSizes(List.of());

  private static final int LEAST = 8;

  /** Sizes are halved twice in a network. */
  private static final int MULTIPLE = 4;

  /**
   * Epochs with one size.
   *
   * @param fromEpoch first epoch, counted from 0
   * @param size height and width of the crops
   * @param share of the minibatches that have this size, drawn anew in each epoch; the others keep
   *     the images' own
   */
  public record Phase(int fromEpoch, int size, double share) implements Serializable {
    /** Checks the ranges. */
    public Phase {
      if (size < LEAST || size > CifarFormat.SIDE || size % MULTIPLE != 0) {
        throw UserError.usage(
            "dataset.crop must have a size that is a multiple of %d between %d and %d, cannot be: %d"
                .formatted(MULTIPLE, LEAST, CifarFormat.SIDE, size));
      }
      if (!(share > 0 && share <= 1)) {
        throw UserError.usage(
            "dataset.crop must have a share above 0 and at most 1, cannot be: " + share);
      }
    }
  }

  /** Checks that the epochs ascend. */
  public CropSizes {
    phases = List.copyOf(phases);
    int before = -1;
    for (Phase phase : phases) {
      if (phase.fromEpoch() <= before) {
        throw UserError.usage(
            "dataset.crop must have ascending from-epoch of at least 0, cannot be: "
                + phases.stream().map(Phase::fromEpoch).toList());
      }
      before = phase.fromEpoch();
    }
  }

  /**
   * Height and width of the images of a minibatch.
   *
   * @param minibatch its number in the epoch
   */
  int at(long seed, int epoch, int minibatch) {
    int size = CifarFormat.SIDE;
    for (Phase phase : phases) {
      if (epoch >= phase.fromEpoch()) {
        boolean drawn = draw(seed, epoch, minibatch) < phase.share();
        size = drawn ? phase.size() : CifarFormat.SIDE;
      }
    }
    return size;
  }

  /**
   * Pixels of an epoch's images as a share of those of whole images; expected where it is drawn.
   */
  public double pixels(int epoch) {
    double pixels = 1;
    for (Phase phase : phases) {
      if (epoch >= phase.fromEpoch()) {
        double side = (double) phase.size() / CifarFormat.SIDE;
        pixels = phase.share() * side * side + 1 - phase.share();
      }
    }
    return pixels;
  }

  /** A number from 0 to 1, without 1. */
  private static double draw(long seed, int epoch, int minibatch) {
    return (SplitMix64.mix(seed ^ 0x63726f70L, epoch, minibatch) >>> 11) * 0x1p-53;
  }
}
