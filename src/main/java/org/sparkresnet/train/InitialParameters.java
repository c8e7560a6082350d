package org.sparkresnet.train;

import java.util.Optional;

/**
 * Parameters that a run begins with. Momentum always begins at 0.
 *
 * @param parameters flat vector of an earlier model of the same network; empty for initial
 *     parameters from the seed
 */
public record InitialParameters(Optional<float[]> parameters) {
  /** Initial parameters from the seed. */
  public static final InitialParameters FRESH = new InitialParameters(Optional.empty());

  /** The parameters of an earlier model. */
  public static InitialParameters from(float[] parameters) {
    return new InitialParameters(Optional.of(parameters.clone()));
  }

  /**
   * The parameters to begin with: those of the earlier model if there is one, else the given ones.
   *
   * @throws IllegalArgumentException if the earlier model has another number of parameters
   */
  float[] orElse(float[] initial) {
    float[] start = parameters.orElse(initial);
    if (start.length != initial.length) {
      throw new IllegalArgumentException(
          "the network has %d parameters, the model to start from %d"
              .formatted(initial.length, start.length));
    }
    return start.clone();
  }
}
