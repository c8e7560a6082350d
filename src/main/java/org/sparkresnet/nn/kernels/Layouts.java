package org.sparkresnet.nn.kernels;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.scratchpad_mode;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;

/**
 * Factory of memory layouts. Dimensions are given in oneDNN's logical order, which differs from the
 * physical one.
 */
public final class Layouts {
  private static final long KERNEL = ConvolutionShape.KERNEL;

  private Layouts() {}

  /** Float32 activations [n,c,h,w], physically [n,h,w,c]. */
  public static memory.desc nhwc(long n, long c, long h, long w) {
    return nhwc(Precision.FLOAT32, n, c, h, w);
  }

  /** Activations [n,c,h,w], physically [n,h,w,c]. */
  public static memory.desc nhwc(Precision precision, long n, long c, long h, long w) {
    return new memory.desc(new long[] {n, c, h, w}, precision.type(), memory.format_tag.nhwc);
  }

  /** The first channels of activations with more channels. */
  public static memory.desc nhwcChannels(
      Precision precision, long n, long c, long h, long w, long allChannels) {
    return new memory.desc(
        new long[] {n, c, h, w},
        precision.type(),
        new long[] {h * w * allChannels, 1, w * allChannels, allChannels});
  }

  /** Weights [o,i,3,3] as DL4J keeps them. */
  static memory.desc oihw(long o, long i) {
    return new memory.desc(
        new long[] {o, i, KERNEL, KERNEL}, memory.data_type.f32, memory.format_tag.oihw);
  }

  /** Weights [o,i,3,3] in the layout that a primitive chooses. */
  static memory.desc anyWeights(Precision precision, long o, long i) {
    return new memory.desc(
        new long[] {o, i, KERNEL, KERNEL}, precision.type(), memory.format_tag.any);
  }

  /** A number per channel. */
  static memory.desc vector(long n) {
    return new memory.desc(new long[] {n}, memory.data_type.f32, memory.format_tag.a);
  }

  /**
   * Attributes of all primitives: the caller provides working memory. oneDNN's own memory would
   * belong to the thread that created a primitive, but Spark runs a replica's tasks on changing
   * threads.
   */
  static primitive_attr attributes() {
    primitive_attr attributes = new primitive_attr();
    attributes.set_scratchpad_mode(scratchpad_mode.user);
    return attributes;
  }

  /** A copy from one layout into another. */
  public static Kernel reorder(NativeScope scope, memory.desc from, memory.desc to) {
    reorder.primitive_desc description =
        new reorder.primitive_desc(OneDnn.engine(), from, OneDnn.engine(), to, attributes(), false);
    return Kernel.of(scope, new reorder(description), description)
        .arg(dnnl.DNNL_ARG_FROM, from)
        .arg(dnnl.DNNL_ARG_TO, to)
        .build();
  }
}
