package org.sparkresnet.nn.onednn;

/** Defaults that the fast layers share with the stock layers of the network. */
final class OneDnnLayers {
  /** Added to variances. */
  static final double EPSILON = 1e-5;

  /** Share of their value that running statistics keep in each step. */
  static final double DECAY = 0.9;

  private OneDnnLayers() {}
}
