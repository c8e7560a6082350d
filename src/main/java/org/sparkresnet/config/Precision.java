package org.sparkresnet.config;

import org.sparkresnet.nn.LayerSet;

/** Values of train.precision. */
public enum Precision {
  /** BF16 where it is faster, all CPUs have it and the fast layers are used, else FLOAT32. */
  AUTO,
  /** Everything in float32. */
  FLOAT32,
  /** Activations and their gradients in bfloat16, where the CPU multiplies it. */
  BF16;

  /** The precision in which layers compute, as its key has it. */
  static String of(LayerSet layers) {
    return Settings.spelled(layers == LayerSet.ONEDNN_BFLOAT16 ? BF16 : FLOAT32);
  }
}
