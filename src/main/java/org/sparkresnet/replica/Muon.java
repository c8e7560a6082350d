package org.sparkresnet.replica;

import java.io.Serializable;
import org.sparkresnet.common.UserError;

/**
 * Muon (Jordan et al. 2024) for the 3x3 weights of the units, in place of SGD: momentum as SGD has
 * it, then an orthogonalised step ({@link NewtonSchulz}). Before a step each tensor [o,i,3,3] is
 * scaled to the norm sqrt(o), which takes the place of weight decay. The momentum stands in the
 * updater's state and is averaged like the weights. Orthogonalising is not linear: the mean of the
 * workers' steps is shorter than the step of their mean gradient.
 *
 * @param learningRate by global iteration: the length of a step as a share of the norm
 * @param momentum of the gradients, Nesterov's
 */
public record Muon(LearningRate learningRate, double momentum) implements Serializable {
  /** SGD for all weights. */
  public static final Muon NONE = new Muon(new LearningRate.Constant(0), 0);

  /** Checks the range. */
  public Muon {
    if (!(momentum >= 0 && momentum < 1)) {
      throw UserError.usage(
          "train.muon.momentum must be at least 0 and below 1, cannot be: " + momentum);
    }
  }

  /** Tells whether there is a weight that is not left to SGD. */
  public boolean isUsed() {
    return !equals(NONE);
  }
}
