package org.sparkresnet.nn.onednn;

/**
 * A layer on native memory. All arguments but the batch are addresses of float32 tensors, NHWC;
 * parameters and gradients those of the layer's part of the flat vectors. Used by one thread at a
 * time, not always the same.
 */
interface LayerEngine extends AutoCloseable {
  /** Forward pass of training; keeps what the backward pass needs. */
  void forward(Arena arena, long batch, long input, long output, long parameters);

  /** Backward pass for the last forward pass. Overwrites all of the layer's gradients. */
  void backward(
      Arena arena,
      long batch,
      long input,
      long outputGradient,
      long inputGradient,
      long parameters,
      long gradients);

  /** Forward pass of inference; keeps nothing. */
  void infer(Arena arena, long batch, long input, long output, long parameters);

  /** Frees native memory; the next pass allocates anew. */
  @Override
  void close();
}
