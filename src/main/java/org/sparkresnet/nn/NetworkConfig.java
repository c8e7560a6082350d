package org.sparkresnet.nn;

import java.io.Serializable;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.common.UserError;

/**
 * Shape of a network: its depth, its kind and its classes determine all layers (He et al. 2015,
 * section 4.2).
 *
 * @param depth number of layers with weights, 6n+2: the stem, three stages of n units with two
 *     convolutions each, the dense layer
 * @param residual true for the residual network, false for the plain one without shortcuts
 * @param classes outputs of the dense layer
 */
public record NetworkConfig(int depth, boolean residual, int classes) implements Serializable {
  /** Number of stages; each halves the resolution of the one before it and doubles its channels. */
  public static final int STAGES = 3;

  /** Smallest depth: one unit a stage. */
  public static final int MIN_DEPTH = 8;

  /** Largest depth that He et al. trained on CIFAR-10: 200 units a stage. */
  public static final int MAX_DEPTH = 1202;

  /**
   * @throws UserError of code USAGE if depth is not 6n+2 or out of range
   */
  public NetworkConfig {
    if (depth < MIN_DEPTH || depth > MAX_DEPTH || depth % 6 != 2) {
      throw UserError.usage(
          "model.depth must be 6n+2 between %d and %d, for example 20, 32, 44, 56, 110, cannot be: %d"
              .formatted(MIN_DEPTH, MAX_DEPTH, depth));
    }
    if (classes < 2 || classes > ClassNames.MOST) {
      throw new IllegalArgumentException(
          "a network must have 2 to %d classes, cannot have: %d"
              .formatted(ClassNames.MOST, classes));
    }
  }

  /** A network for CIFAR-10's classes. */
  public NetworkConfig(int depth, boolean residual) {
    this(depth, residual, ClassNames.CIFAR_10.size());
  }

  /** This network with another number of classes. */
  public NetworkConfig withClasses(int number) {
    return new NetworkConfig(depth, residual, number);
  }

  /** Residual units (or, in a plain network, pairs of convolutions) of one stage: n. */
  public int unitsPerStage() {
    return (depth - 2) / 6;
  }

  /** Name as the literature writes it, for example ResNet-20 or Plain-56. */
  public String displayName() {
    return (residual ? "ResNet-" : "Plain-") + depth;
  }
}
