package org.sparkresnet.nn.onednn;

import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;

/**
 * Batch normalisation and ReLU in one pass, for training with the statistics of the minibatch,
 * which are float32 whatever the activations are. Variances are biased (divided by the count), as
 * DL4J's are, also those that go into the running variance.
 */
final class BatchNormRelu {
  private static final int FLAGS =
      normalization_flags.use_scale.value
          | normalization_flags.use_shift.value
          | normalization_flags.fuse_norm_relu.value;

  /** Bytes that tell for each activation whether ReLU let it through. */
  final long maskBytes;

  private final Kernel forward;
  private final Kernel backward;

  BatchNormRelu(
      NativeScope scope,
      Precision precision,
      long batch,
      long channels,
      long size,
      double epsilon) {
    memory.desc image = Layouts.nhwc(precision, batch, channels, size, size);
    memory.desc vector = Layouts.vector(channels);
    batch_normalization_forward.primitive_desc forForward =
        new batch_normalization_forward.primitive_desc(
            OneDnn.engine(),
            prop_kind.forward_training.value,
            image,
            image,
            (float) epsilon,
            FLAGS,
            Layouts.attributes(),
            false);
    batch_normalization_backward.primitive_desc forBackward =
        new batch_normalization_backward.primitive_desc(
            OneDnn.engine(),
            prop_kind.backward.value,
            image,
            image,
            image,
            (float) epsilon,
            FLAGS,
            forForward,
            Layouts.attributes(),
            false);
    memory.desc mask = forForward.workspace_desc();
    maskBytes = mask.get_size();
    forward =
        Kernel.of(scope, new batch_normalization_forward(forForward), forForward)
            .arg(dnnl.DNNL_ARG_SRC, image)
            .arg(dnnl.DNNL_ARG_DST, image)
            .arg(dnnl.DNNL_ARG_SCALE, vector)
            .arg(dnnl.DNNL_ARG_SHIFT, vector)
            .arg(dnnl.DNNL_ARG_MEAN, vector)
            .arg(dnnl.DNNL_ARG_VARIANCE, vector)
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
   * @param parameters address of gamma and beta, one after the other
   * @param saved where mean and variance go, each after the other, and the mask
   */
  void forward(Arena arena, long from, long to, BatchNormParameters parameters, Saved saved) {
    forward
        .bind(dnnl.DNNL_ARG_SRC, from)
        .bind(dnnl.DNNL_ARG_DST, to)
        .bind(dnnl.DNNL_ARG_SCALE, parameters.gamma())
        .bind(dnnl.DNNL_ARG_SHIFT, parameters.beta())
        .bind(dnnl.DNNL_ARG_MEAN, saved.mean())
        .bind(dnnl.DNNL_ARG_VARIANCE, saved.variance())
        .bind(dnnl.DNNL_ARG_WORKSPACE, saved.mask())
        .run(arena);
  }

  /**
   * Gradients of gamma and beta go to where gradients says; those of the input to inputGradient.
   */
  void backward(
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

  /** Addresses of what the forward pass leaves for the backward one. */
  record Saved(long mean, long variance, long mask) {}
}
