package org.sparkresnet.nn.kernels;

import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;

/** Backward passes of a convolution: gradients of weights and input. */
public final class ConvolutionBackward {
  private final Kernel weights;
  private final Kernel unpack;
  private final long packedGradient;
  private Kernel data;
  private Kernel pack;
  private long packedWeights;

  /**
   * @param withData false for the first layer, whose input needs no gradient
   */
  public ConvolutionBackward(
      NativeScope scope, ConvolutionShape shape, Precision precision, boolean withData) {
    memory.desc source = ConvolutionForward.input(shape, precision);
    memory.desc destination = ConvolutionForward.output(shape, precision);
    memory.desc plainWeights = Layouts.oihw(shape.out(), shape.in());
    convolution_forward.primitive_desc forward = ConvolutionForward.describe(shape, precision);
    long[] strides = {shape.stride(), shape.stride()};
    long[] padding = {1, 1};
    primitive_attr attributes = Layouts.attributes();
    // Gradients of weights are float32 whatever they are computed from.
    memory.desc anyGradient = Layouts.anyWeights(Precision.FLOAT32, shape.out(), shape.in());
    convolution_backward_weights.primitive_desc forWeights =
        new convolution_backward_weights.primitive_desc(
            OneDnn.engine(),
            algorithm.convolution_direct,
            source,
            anyGradient,
            destination,
            strides,
            padding,
            padding,
            forward,
            attributes,
            false);
    memory.desc gradient = forWeights.diff_weights_desc();
    packedGradient = scope.allocate(gradient.get_size());
    weights =
        Kernel.of(scope, new convolution_backward_weights(forWeights), forWeights)
            .arg(dnnl.DNNL_ARG_SRC, source)
            .arg(dnnl.DNNL_ARG_DIFF_DST, destination)
            .arg(dnnl.DNNL_ARG_DIFF_WEIGHTS, gradient)
            .build();
    unpack = Layouts.reorder(scope, gradient, plainWeights);
    if (withData) {
      convolution_backward_data.primitive_desc forData =
          new convolution_backward_data.primitive_desc(
              OneDnn.engine(),
              algorithm.convolution_direct,
              source,
              Layouts.anyWeights(precision, shape.out(), shape.in()),
              destination,
              strides,
              padding,
              padding,
              forward,
              attributes,
              false);
      memory.desc packed = forData.weights_desc();
      packedWeights = scope.allocate(packed.get_size());
      pack = Layouts.reorder(scope, plainWeights, packed);
      data =
          Kernel.of(scope, new convolution_backward_data(forData), forData)
              .arg(dnnl.DNNL_ARG_DIFF_DST, destination)
              .arg(dnnl.DNNL_ARG_WEIGHTS, packed)
              .arg(dnnl.DNNL_ARG_DIFF_SRC, source)
              .build();
    }
  }

  /** Computes the gradient of the weights in DL4J's layout. */
  public void weights(Arena arena, long source, long outputGradient, long weightGradient) {
    weights
        .bind(dnnl.DNNL_ARG_SRC, source)
        .bind(dnnl.DNNL_ARG_DIFF_DST, outputGradient)
        .bind(dnnl.DNNL_ARG_DIFF_WEIGHTS, packedGradient)
        .run(arena);
    unpack.run(arena, packedGradient, weightGradient);
  }

  /** Computes the gradient of the input. */
  public void data(Arena arena, long plainWeights, long outputGradient, long inputGradient) {
    pack.run(arena, plainWeights, packedWeights);
    data.bind(dnnl.DNNL_ARG_DIFF_DST, outputGradient)
        .bind(dnnl.DNNL_ARG_WEIGHTS, packedWeights)
        .bind(dnnl.DNNL_ARG_DIFF_SRC, inputGradient)
        .run(arena);
  }
}
