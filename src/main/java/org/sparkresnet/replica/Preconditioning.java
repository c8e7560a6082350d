package org.sparkresnet.replica;

import java.io.Serializable;

/**
 * Linear maps that a gradient passes before weight decay, rate and momentum. Momentum and weights
 * stay linear in the gradients, so averaging is as exact as without them.
 *
 * @param whitenStem whitening of the first convolution ({@link StemWhitening}), from the images
 */
public record Preconditioning(boolean whitenStem) implements Serializable {
  /** Gradients as they are. */
  public static final Preconditioning NONE = new Preconditioning(false);
}
