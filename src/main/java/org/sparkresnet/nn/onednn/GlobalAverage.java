package org.sparkresnet.nn.onednn;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;

/** Average over all pixels: [b,h,w,c] to [b,c]. */
final class GlobalAverage {
  private final Kernel forward;
  private final Kernel backward;

  GlobalAverage(NativeScope scope, long batch, long channels, long size) {
    memory.desc image = Layouts.nhwc(batch, channels, size, size);
    memory.desc pixel = Layouts.nhwc(batch, channels, 1, 1);
    long[] window = {size, size};
    long[] zero = {0, 0};
    pooling_forward.primitive_desc forForward =
        new pooling_forward.primitive_desc(
            OneDnn.engine(),
            prop_kind.forward_training,
            algorithm.pooling_avg_exclude_padding,
            image,
            pixel,
            window,
            window,
            zero,
            zero,
            zero,
            Layouts.attributes(),
            false);
    pooling_backward.primitive_desc forBackward =
        new pooling_backward.primitive_desc(
            OneDnn.engine(),
            algorithm.pooling_avg_exclude_padding,
            image,
            pixel,
            window,
            window,
            zero,
            zero,
            zero,
            forForward,
            Layouts.attributes(),
            false);
    forward =
        Kernel.of(scope, new pooling_forward(forForward), forForward)
            .arg(dnnl.DNNL_ARG_SRC, image)
            .arg(dnnl.DNNL_ARG_DST, pixel)
            .build();
    backward =
        Kernel.of(scope, new pooling_backward(forBackward), forBackward)
            .arg(dnnl.DNNL_ARG_DIFF_SRC, image)
            .arg(dnnl.DNNL_ARG_DIFF_DST, pixel)
            .build();
  }

  void forward(Arena arena, long image, long pixel) {
    forward.bind(dnnl.DNNL_ARG_SRC, image).bind(dnnl.DNNL_ARG_DST, pixel).run(arena);
  }

  void backward(Arena arena, long pixelGradient, long imageGradient) {
    backward
        .bind(dnnl.DNNL_ARG_DIFF_DST, pixelGradient)
        .bind(dnnl.DNNL_ARG_DIFF_SRC, imageGradient)
        .run(arena);
  }
}
