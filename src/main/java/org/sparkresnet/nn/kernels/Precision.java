package org.sparkresnet.nn.kernels;

import org.bytedeco.dnnl.memory;

/**
 * Precision inside a residual unit. Parameters, their gradients, batch statistics, sums and the
 * values between layers are always float32.
 */
public enum Precision {
  /** Everything in float32. */
  FLOAT32,
  /** Activations and weights rounded to bfloat16 where they enter a convolution. */
  BFLOAT16;

  memory.data_type type() {
    return this == FLOAT32 ? memory.data_type.f32 : memory.data_type.bf16;
  }

  public long bytes() {
    return this == FLOAT32 ? Float.BYTES : Short.BYTES;
  }
}
