package org.sparkresnet.nn.kernels;

import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;

/**
 * Batch normalisation and ReLU in one pass, for training. Uses the statistics of the minibatch,
 * float32 for activations of any precision. Variances are biased (divided by the count) as in DL4J,
 * also those for the running variance.
 */
public final class BatchNormRelu {
  /** Bytes of the mask of activations that ReLU kept. */
  public final long maskBytes;

  private final Kernel forward;
  private final Kernel backward;

  public BatchNormRelu(
      NativeScope scope,
      Precision precision,
      long batch,
      long channels,
      long size,
      double epsilon) {
    memory.desc image = Layouts.nhwc(precision, batch, channels, size, size);
    memory.desc vector = Layouts.vector(channels);
    batch_normalization_forward.primitive_desc forForward =
        BatchNormForward.describe(
            prop_kind.forward_training.value, image, epsilon, BatchNormForward.FLAGS);
    batch_normalization_backward.primitive_desc forBackward =
        new batch_normalization_backward.primitive_desc(
            OneDnn.engine(),
            prop_kind.backward.value,
            image,
            image,
            image,
            (float) epsilon,
            BatchNormForward.FLAGS,
            forForward,
            Layouts.attributes(),
            false);
    memory.desc mask = forForward.workspace_desc();
    maskBytes = mask.get_size();
    forward =
        BatchNormForward.kernel(scope, forForward, image, vector)
            .arg(dnnl.DNNL_ARG_WORKSPACE, mask)
            .build();
    backward =
        Kernel.of(scope, new batch_normalization_backward(forBackward), forBackward)
            .arg(dnnl.DNNL_ARG_SRC, image)
            .arg(dnnl.DNNL_ARG_DIFF_DST, image)
            .arg(dnnl.DNNL_ARG_DIFF_SRC, image)
            .arg(dnnl.DNNL_ARG_SCALE, vector)
            .arg(dnnl.DNNL_ARG_MEAN, vector)
            .arg(dnnl.DNNL_ARG_VARIANCE, vector)
            .arg(dnnl.DNNL_ARG_WORKSPACE, mask)
            .arg(dnnl.DNNL_ARG_DIFF_SCALE, vector)
            .arg(dnnl.DNNL_ARG_DIFF_SHIFT, vector)
            .build();
  }

  /**
   * Normalises a minibatch by its own statistics.
   *
   * @param parameters addresses of gamma and beta
   * @param saved receives mean, variance and mask
   */
  public void forward(
      Arena arena, long from, long to, BatchNormParameters parameters, Saved saved) {
    BatchNormForward.bind(forward, from, to, parameters)
        .bind(dnnl.DNNL_ARG_MEAN, saved.mean())
        .bind(dnnl.DNNL_ARG_VARIANCE, saved.variance())
        .bind(dnnl.DNNL_ARG_WORKSPACE, saved.mask())
        .run(arena);
  }

  /**
   * Writes the gradients of gamma and beta to gradients, and the gradient of the input to
   * inputGradient.
   */
  public void backward(
      Arena arena,
      long from,
      long outputGradient,
      long inputGradient,
      BatchNormParameters parameters,
      BatchNormParameters gradients,
      Saved saved) {
    backward
        .bind(dnnl.DNNL_ARG_SRC, from)
        .bind(dnnl.DNNL_ARG_DIFF_DST, outputGradient)
        .bind(dnnl.DNNL_ARG_DIFF_SRC, inputGradient)
        .bind(dnnl.DNNL_ARG_SCALE, parameters.gamma())
        .bind(dnnl.DNNL_ARG_MEAN, saved.mean())
        .bind(dnnl.DNNL_ARG_VARIANCE, saved.variance())
        .bind(dnnl.DNNL_ARG_WORKSPACE, saved.mask())
        .bind(dnnl.DNNL_ARG_DIFF_SCALE, gradients.gamma())
        .bind(dnnl.DNNL_ARG_DIFF_SHIFT, gradients.beta())
        .run(arena);
  }

  /** Addresses of the values that the forward pass saves for the backward pass. */
  public record Saved(long mean, long variance, long mask) {}
}
