package org.sparkresnet.dataset;

import java.io.Serializable;
import java.util.List;
import org.sparkresnet.cifar.CifarFormat;
import org.sparkresnet.common.UserError;

/**
 * Sizes to which training images are cropped, by epoch: smaller images take less time, and the
 * weights do not know the size. All images of an epoch have one size.
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
   */
  public record Phase(int fromEpoch, int size) implements Serializable {
    /** Checks the size. */
    public Phase {
      if (size < LEAST || size > CifarFormat.SIDE || size % MULTIPLE != 0) {
        throw UserError.usage(
            "dataset.crop must have a size that is a multiple of %d between %d and %d, cannot be: %d"
                .formatted(MULTIPLE, LEAST, CifarFormat.SIDE, size));
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

  /** Height and width of the images of an epoch. */
  int at(int epoch) {
    int size = CifarFormat.SIDE;
    for (Phase phase : phases) {
      size = epoch >= phase.fromEpoch() ? phase.size() : size;
    }
    return size;
  }

  /** Pixels of an epoch's images as a share of those of whole images. */
  public double pixels(int epoch) {
    double side = (double) at(epoch) / CifarFormat.SIDE;
    return side * side;
  }
}
