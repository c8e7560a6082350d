package org.sparkresnet.nn.onednn;

import org.bytedeco.dnnl.memory;

/**
 * What a residual unit computes with inside. Parameters, their gradients, batch statistics, sums,
 * and what passes between layers are float32 either way.
 */
public enum Precision {
  /** Everything in float32. */
  FLOAT32,
  /** Activations and weights rounded to bfloat16 where they enter a convolution. */
  BFLOAT16;

  memory.data_type type() {
    return this == FLOAT32 ? memory.data_type.f32 : memory.data_type.bf16;
  }

  long bytes() {
    return this == FLOAT32 ? Float.BYTES : Short.BYTES;
  }
}
