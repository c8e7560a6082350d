package org.sparkresnet.nn.onednn;

/** Value that is added to the output of a unit's second convolution. */
public enum Shortcut {
  /** Nothing: the plain network. */
  NONE,
  /** The unit's input. */
  IDENTITY,
  /** The unit's input after its first BN-ReLU: the very first unit (He et al. 2016, appendix). */
  IDENTITY_AFTER_ACTIVATION,
  /** The input averaged over 2x2 pixels, with zeros for the channels that it lacks. */
  POOL_AND_PAD
}
