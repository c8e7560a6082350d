package org.sparkresnet.config;

/** Values of train.precision. */
public enum Precision {
  /** Everything in float32. */
  FLOAT32,
  /** Activations and their gradients in bfloat16, where the CPU multiplies it. */
  BF16
}
