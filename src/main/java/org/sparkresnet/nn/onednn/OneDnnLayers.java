package org.sparkresnet.nn.onednn;

import org.nd4j.linalg.activations.impl.ActivationIdentity;

/** Defaults that the fast layers share with the stock layers of the network. */
final class OneDnnLayers {
  /** Added to variances. */
  static final double EPSILON = 1e-5;

  /** Share of their value that running statistics keep in each step. */
  static final double DECAY = 0.9;

  private OneDnnLayers() {}

  /** Sets values for which DL4J has wrong defaults, such as the activation sigmoid. */
  static void setDefaults(OneDnnLayer layer) {
    layer.setActivationFn(new ActivationIdentity());
    layer.setBiasInit(0);
    layer.setGainInit(1);
  }
}
