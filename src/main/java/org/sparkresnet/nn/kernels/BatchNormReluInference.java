package org.sparkresnet.nn.kernels;

import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;

/** Batch normalisation with running statistics and ReLU in one pass, for inference. */
public final class BatchNormReluInference {
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
        BatchNormForward.describe(
            prop_kind.forward_inference.value,
            image,
            epsilon,
            BatchNormForward.FLAGS | normalization_flags.use_global_stats.value);
    kernel = BatchNormForward.kernel(scope, description, image, vector).build();
  }

  public void run(Arena arena, long from, long to, BatchNormParameters parameters) {
    BatchNormForward.bind(kernel, from, to, parameters)
        .bind(dnnl.DNNL_ARG_MEAN, parameters.mean())
        .bind(dnnl.DNNL_ARG_VARIANCE, parameters.variance())
        .run(arena);
  }
}
