package org.sparkresnet.nn;

/**
 * Scale of the logits, which is folded into the dense layer: with weights and bias divided by a
 * number the logits are divided by it, whatever program runs the network.
 */
public final class LogitScale {
  private LogitScale() {}

  /**
   * A copy of a model whose logits are divided by a number.
   *
   * @param parameters flat vector, with the running statistics
   * @param divisor above 0
   */
  public static float[] divided(NetworkConfig network, float[] parameters, double divisor) {
    float[] scaled = parameters.clone();
    for (int i = parameters.length - denseLength(network); i < scaled.length; i++) {
      scaled[i] = (float) (parameters[i] / divisor);
    }
    return scaled;
  }

  /** Length of the dense layer's weights and bias, which end the flat vector. */
  static int denseLength(NetworkConfig network) {
    int channels = GraphSettings.FIRST_CHANNELS << (NetworkConfig.STAGES - 1);
    return (channels + 1) * network.classes();
  }
}
