package org.sparkresnet.nn.kernels;

import org.bytedeco.dnnl.memory;

/**
 * Precision of activations and of their gradients, from the stem to the head. Parameters, their
 * gradients, batch statistics and everything after the last residual unit are always float32.
 */
public enum Precision {
  /** Everything in float32. */
  FLOAT32,
  /**
   * Activations, gradients of activations and weights as the kernels read them in bfloat16; the
   * kernels add in float32 and round each result once.
   */
  BFLOAT16;

  memory.data_type type() {
    return this == FLOAT32 ? memory.data_type.f32 : memory.data_type.bf16;
  }

  /** Bytes of a number. */
  public long bytes() {
    return this == FLOAT32 ? Float.BYTES : Short.BYTES;
  }
}
