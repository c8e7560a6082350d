package org.sparkresnet.nn;

/**
 * Which layers compute the network. Both sets have the same parameters in the same order, so a
 * model trained with one runs with the other.
 */
public enum LayerSet {
  /** DL4J's own layers: run everywhere, slow on a CPU, the reference in tests. */
  STOCK,
  /** Layers that call oneDNN directly, where the CPU supports it. */
  ONEDNN,
  /** The same with convolutions in bfloat16: faster only where the CPU multiplies it fast. */
  ONEDNN_BFLOAT16
}
