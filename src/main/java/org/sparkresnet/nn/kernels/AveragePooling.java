package org.sparkresnet.nn.kernels;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;

/**
 * Average pooling over adjacent square windows without overlap or padding, forward and backward.
 */
public final class AveragePooling {
  private final Kernel forward;
  private final Kernel backward;

  /**
   * @param input [b,h,w,c], dense
   * @param output [b,h/side,w/side,c], dense
   * @param side of a window
   */
  public AveragePooling(NativeScope scope, memory.desc input, memory.desc output, long side) {
    long[] window = {side, side};
    long[] zero = {0, 0};
    pooling_forward.primitive_desc forForward =
        new pooling_forward.primitive_desc(
            OneDnn.engine(),
            prop_kind.forward_training,
            algorithm.pooling_avg_exclude_padding,
            input,
            output,
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
            input,
            output,
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
            .arg(dnnl.DNNL_ARG_SRC, input)
            .arg(dnnl.DNNL_ARG_DST, output)
            .build();
    backward =
        Kernel.of(scope, new pooling_backward(forBackward), forBackward)
            .arg(dnnl.DNNL_ARG_DIFF_SRC, input)
            .arg(dnnl.DNNL_ARG_DIFF_DST, output)
            .build();
  }

  /** Average over all pixels: [b,size,size,c] to [b,1,1,c]. */
  public static AveragePooling global(NativeScope scope, long batch, long channels, long size) {
    return new AveragePooling(
        scope,
        Layouts.nhwc(batch, channels, size, size),
        Layouts.nhwc(batch, channels, 1, 1),
        size);
  }

  public void forward(Arena arena, long input, long output) {
    forward.bind(dnnl.DNNL_ARG_SRC, input).bind(dnnl.DNNL_ARG_DST, output).run(arena);
  }

  public void backward(Arena arena, long outputGradient, long inputGradient) {
    backward
        .bind(dnnl.DNNL_ARG_DIFF_DST, outputGradient)
        .bind(dnnl.DNNL_ARG_DIFF_SRC, inputGradient)
        .run(arena);
  }
}
