package org.sparkresnet.nn.kernels;

import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;

/** Batch normalisation with running statistics and ReLU in one pass, for inference. */
public final class BatchNormReluInference {
  private static final int FLAGS =
      normalization_flags.use_global_stats.value
          | normalization_flags.use_scale.value
          | normalization_flags.use_shift.value
          | normalization_flags.fuse_norm_relu.value;

  private final Kernel kernel;

  public BatchNormReluInference(
      NativeScope scope,
      Precision precision,
      long batch,
      long channels,
      long size,
      double epsilon) {
    memory.desc image = Layouts.nhwc(precision, batch, channels, size, size);
    memory.desc vector = Layouts.vector(channels);
    batch_normalization_forward.primitive_desc description =
        new batch_normalization_forward.primitive_desc(
            OneDnn.engine(),
            prop_kind.forward_inference.value,
            image,
            image,
            (float) epsilon,
            FLAGS,
            Layouts.attributes(),
            false);
    kernel =
        Kernel.of(scope, new batch_normalization_forward(description), description)
            .arg(dnnl.DNNL_ARG_SRC, image)
            .arg(dnnl.DNNL_ARG_DST, image)
            .arg(dnnl.DNNL_ARG_SCALE, vector)
            .arg(dnnl.DNNL_ARG_SHIFT, vector)
            .arg(dnnl.DNNL_ARG_MEAN, vector)
            .arg(dnnl.DNNL_ARG_VARIANCE, vector)
            .build();
  }

  public void run(Arena arena, long from, long to, BatchNormParameters parameters) {
    kernel
        .bind(dnnl.DNNL_ARG_SRC, from)
        .bind(dnnl.DNNL_ARG_DST, to)
        .bind(dnnl.DNNL_ARG_SCALE, parameters.gamma())
        .bind(dnnl.DNNL_ARG_SHIFT, parameters.beta())
        .bind(dnnl.DNNL_ARG_MEAN, parameters.mean())
        .bind(dnnl.DNNL_ARG_VARIANCE, parameters.variance())
        .run(arena);
  }
}
