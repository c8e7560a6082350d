package org.sparkresnet.replica;

import java.io.Serializable;
import org.sparkresnet.common.UserError;

/**
 * Linear maps that a gradient passes before weight decay, rate and momentum. Momentum and weights
 * stay linear in the gradients, so averaging is as exact as without them.
 *
 * @param whitenStem whitening of the first convolution ({@link StemWhitening}), from the images
 * @param shiftRate factor of the learning rate of BN's shifts, which SGD applies to their gradient
 *     as well; they have no weight decay
 */
public record Preconditioning(boolean whitenStem, double shiftRate) implements Serializable {
  /** Gradients as they are. */
  public static final Preconditioning NONE = new Preconditioning(false, 1);

  /** Checks the range. */
  public Preconditioning {
    if (!(shiftRate > 0 && Double.isFinite(shiftRate))) {
      throw UserError.usage("train.shift-rate must be above 0 and finite, cannot be: " + shiftRate);
    }
  }
}
