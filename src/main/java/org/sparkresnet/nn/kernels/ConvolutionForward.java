package org.sparkresnet.nn.kernels;

import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/**
 * Forward pass of a convolution, with an optional addition or bias and ReLU in the same pass over
 * memory.
 */
public final class ConvolutionForward {
  /** Operation on each output before it is written. */
  public enum Finish {
    /** Nothing. */
    NONE,
    /** A tensor of the same shape is added. */
    ADD,
    /** A bias per channel is added, and ReLU. */
    BIAS_RELU
  }

  private static final int ADDEND = dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | dnnl.DNNL_ARG_SRC_1;

  private final long packedWeights;
  private final Kernel pack;
  private final Kernel convolution;
  private final Finish finish;

  /** Creates a convolution whose input, output and addend (if any) have one precision. */
  public ConvolutionForward(
      NativeScope scope,
      ConvolutionShape shape,
      Precision precision,
      boolean training,
      Finish finish) {
    this.finish = finish;
    memory.desc source = input(shape, precision);
    memory.desc destination = output(shape, precision);
    convolution_forward.primitive_desc description =
        describe(
            shape,
            precision,
            training ? prop_kind.forward_training : prop_kind.forward_inference,
            finish);
    memory.desc packed = description.weights_desc();
    packedWeights = scope.allocate(packed.get_size());
    pack = Layouts.reorder(scope, Layouts.oihw(shape.out(), shape.in()), packed);
    Kernel.Builder builder =
        Kernel.of(scope, new convolution_forward(description), description)
            .arg(dnnl.DNNL_ARG_SRC, source)
            .arg(dnnl.DNNL_ARG_WEIGHTS, packed)
            .arg(dnnl.DNNL_ARG_DST, destination);
    if (finish == Finish.ADD) {
      builder.arg(ADDEND, destination);
    } else if (finish == Finish.BIAS_RELU) {
      builder.arg(dnnl.DNNL_ARG_BIAS, Layouts.vector(shape.out()));
    }
    convolution = builder.build();
  }

  public static memory.desc input(ConvolutionShape shape, Precision precision) {
    return Layouts.nhwc(precision, shape.batch(), shape.in(), shape.size(), shape.size());
  }

  public static memory.desc output(ConvolutionShape shape, Precision precision) {
    return Layouts.nhwc(precision, shape.batch(), shape.out(), shape.outSize(), shape.outSize());
  }

  /** Describes the plain forward pass of training, which the backward passes need. */
  static convolution_forward.primitive_desc describe(ConvolutionShape shape, Precision precision) {
    return describe(shape, precision, prop_kind.forward_training, Finish.NONE);
  }

  private static convolution_forward.primitive_desc describe(
      ConvolutionShape shape, Precision precision, prop_kind kind, Finish finish) {
    memory.desc from = input(shape, precision);
    memory.desc to = output(shape, precision);
    primitive_attr attributes = Layouts.attributes();
    post_ops after = new post_ops();
    if (finish == Finish.ADD) {
      after.append_binary(algorithm.binary_add, to);
    } else if (finish == Finish.BIAS_RELU) {
      after.append_eltwise(algorithm.eltwise_relu, 0, 0);
    }
    attributes.set_post_ops(after);
    long[] strides = {shape.stride(), shape.stride()};
    long[] padding = {1, 1};
    memory.desc weights = Layouts.anyWeights(precision, shape.out(), shape.in());
    return finish == Finish.BIAS_RELU
        ? new convolution_forward.primitive_desc(
            OneDnn.engine(),
            kind,
            algorithm.convolution_direct,
            from,
            weights,
            Layouts.vector(shape.out()),
            to,
            strides,
            padding,
            padding,
            attributes,
            false)
        : new convolution_forward.primitive_desc(
            OneDnn.engine(),
            kind,
            algorithm.convolution_direct,
            from,
            weights,
            to,
            strides,
            padding,
            padding,
            attributes,
            false);
  }

  /** Copies weights into the layout of the kernel; later runs use them. */
  public void pack(Arena arena, long weights) {
    pack.run(arena, weights, packedWeights);
  }

  /**
   * Convolves a minibatch.
   *
   * @param extra address of the addend or the bias; ignored if there is none
   */
  public void run(Arena arena, long from, long to, long extra) {
    convolution
        .bind(dnnl.DNNL_ARG_SRC, from)
        .bind(dnnl.DNNL_ARG_WEIGHTS, packedWeights)
        .bind(dnnl.DNNL_ARG_DST, to);
    if (finish == Finish.ADD) {
      convolution.bind(ADDEND, extra);
    } else if (finish == Finish.BIAS_RELU) {
      convolution.bind(dnnl.DNNL_ARG_BIAS, extra);
    }
    convolution.run(arena);
  }
}
