package org.sparkresnet.train;

import java.util.Optional;

/**
 * The parameters that a run begins with; momentum begins with none in either case.
 *
 * @param parameters flat vector of an earlier model of the same network; empty for those that the
 *     seed gives
 */
public record InitialParameters(Optional<float[]> parameters) {
  /** Initial parameters of the network by its seed. */
  public static final InitialParameters FRESH = new InitialParameters(Optional.empty());

  /** The parameters of an earlier model. */
  public static InitialParameters from(float[] parameters) {
    return new InitialParameters(Optional.of(parameters.clone()));
  }

  /**
   * @throws IllegalArgumentException if they are of another network
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
