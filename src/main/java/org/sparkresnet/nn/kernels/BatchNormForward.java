package org.sparkresnet.nn.kernels;

import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.memory;

/** Maker and binder of forward kernels of batch normalisation and ReLU in one pass. */
final class BatchNormForward {
  /** Scale, shift and ReLU. */
  static final int FLAGS =
      normalization_flags.use_scale.value
          | normalization_flags.use_shift.value
          | normalization_flags.fuse_norm_relu.value;

  private BatchNormForward() {}

  /**
   * Description of a forward pass.
   *
   * @param kind a value of prop_kind
   */
  static batch_normalization_forward.primitive_desc describe(
      int kind, memory.desc image, double epsilon, int flags) {
    return new batch_normalization_forward.primitive_desc(
        OneDnn.engine(), kind, image, image, (float) epsilon, flags, Layouts.attributes(), false);
  }

  /** Kernel with the arguments that all forward passes have. */
  static Kernel.Builder kernel(
      NativeScope scope,
      batch_normalization_forward.primitive_desc description,
      memory.desc image,
      memory.desc vector) {
    return Kernel.of(scope, new batch_normalization_forward(description), description)
        .arg(dnnl.DNNL_ARG_SRC, image)
        .arg(dnnl.DNNL_ARG_DST, image)
        .arg(dnnl.DNNL_ARG_SCALE, vector)
        .arg(dnnl.DNNL_ARG_SHIFT, vector)
        .arg(dnnl.DNNL_ARG_MEAN, vector)
        .arg(dnnl.DNNL_ARG_VARIANCE, vector);
  }

  /** Binds the addresses of these arguments, but for the statistics. */
  static Kernel bind(Kernel kernel, long from, long to, BatchNormParameters parameters) {
    return kernel
        .bind(dnnl.DNNL_ARG_SRC, from)
        .bind(dnnl.DNNL_ARG_DST, to)
        .bind(dnnl.DNNL_ARG_SCALE, parameters.gamma())
        .bind(dnnl.DNNL_ARG_SHIFT, parameters.beta());
  }
}
