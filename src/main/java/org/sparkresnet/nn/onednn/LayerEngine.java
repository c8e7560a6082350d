package org.sparkresnet.nn.onednn;

import org.sparkresnet.nn.kernels.Arena;

/**
 * Computation of a layer on native memory. All arguments but the batch are addresses: of tensors in
 * NHWC, with the precisions of the layer's input and output ({@link OneDnnLayer}), and of the
 * layer's part of the flat vectors of parameters and of their gradients, float32. One thread at a
 * time, not always the same thread.
 */
interface LayerEngine extends AutoCloseable {
  /** Runs the forward pass of training; saves the values that the backward pass needs. */
  void forward(Arena arena, long batch, long input, long output, long parameters);

  /** Runs the backward pass for the last forward pass. Overwrites all gradients of the layer. */
  void backward(
      Arena arena,
      long batch,
      long input,
      long outputGradient,
      long inputGradient,
      long parameters,
      long gradients);

  /**
   * Overwrites the layer's running statistics by the statistics of the minibatch of the last
   * forward pass of training.
   */
  void writeBatchStatistics(long parameters);

  /** Runs the forward pass of inference; saves nothing. */
  void infer(Arena arena, long batch, long input, long output, long parameters);

  /**
   * Tells whether the parameters stay as they are from now on, so that what inference derives from
   * them is derived once. At first they may change at any time.
   */
  default void holdParameters(boolean held) {
    // Most layers derive nothing from them.
  }

  /** Frees native memory; the next pass allocates anew. */
  @Override
  void close();
}
