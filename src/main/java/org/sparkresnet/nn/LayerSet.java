package org.sparkresnet.nn;

/**
 * Set of layers that computes the network. All sets have the same parameters in the same order, so
 * a model trained with one runs with the others.
 */
public enum LayerSet {
  /** DL4J's own layers: run everywhere, slow on a CPU, the reference in tests. */
  STOCK,
  /** Layers that call oneDNN directly, where the CPU supports it. */
  ONEDNN,
  /**
   * As ONEDNN, with activations in bfloat16 from the stem to the head: faster only on a CPU with
   * fast bfloat16 multiplication.
   */
  ONEDNN_BFLOAT16
}
