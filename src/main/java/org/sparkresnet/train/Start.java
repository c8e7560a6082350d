package org.sparkresnet.train;

import java.util.Optional;

/**
 * The parameters that a run begins with; momentum begins with none in either case.
 *
 * @param parameters flat vector of an earlier model of the same network; empty for those that the
 *     seed gives
 */
public record Start(Optional<float[]> parameters) {
  /** Initial parameters of the network by its seed. */
  public static final Start FRESH = new Start(Optional.empty());

  /** The parameters of an earlier model. */
  public static Start from(float[] parameters) {
    return new Start(Optional.of(parameters.clone()));
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
