package org.sparkresnet.nn.onednn;

import org.sparkresnet.nn.kernels.ConvolutionForward;
import org.sparkresnet.nn.kernels.ConvolutionForward.Finish;
import org.sparkresnet.nn.kernels.ConvolutionShape;
import org.sparkresnet.nn.kernels.NativeScope;
import org.sparkresnet.nn.kernels.Precision;

/**
 * Shape of a residual unit, for any batch size.
 *
 * @param in input channels
 * @param out output channels
 * @param size height and width of the input
 * @param stride of the first convolution, 1 or 2
 * @param epsilon added to variances
 * @param decay share of their value that running statistics keep in each step
 * @param precision of all activations, also of input and output
 */
record UnitShape(
    int in,
    int out,
    int size,
    int stride,
    Shortcut shortcut,
    double epsilon,
    double decay,
    Precision precision) {
  UnitShape {
    if (in < 1 || out < 1 || size < 1) {
      throw new IllegalArgumentException(
          "Channels and size of a unit must be at least 1, cannot be: %d, %d, %d"
              .formatted(in, out, size));
    }
    if (stride != 1 && stride != 2) {
      throw new IllegalArgumentException("Stride of a unit must be 1 or 2, cannot be: " + stride);
    }
    boolean identity =
        shortcut == Shortcut.IDENTITY || shortcut == Shortcut.IDENTITY_AFTER_ACTIVATION;
    if (identity && (stride != 1 || in != out)) {
      throw new IllegalArgumentException(
          "Shortcut %s needs stride 1 and as many outputs as inputs, cannot have: stride %d, %d to %d"
              .formatted(shortcut, stride, in, out));
    }
    if (shortcut == Shortcut.POOL_AND_PAD && (stride != 2 || out < in || size % 2 != 0)) {
      throw new IllegalArgumentException(
          "Shortcut POOL_AND_PAD needs stride 2, an even size and no fewer outputs than inputs,"
              + " cannot have: stride %d, size %d, %d to %d".formatted(stride, size, in, out));
    }
  }

  int outSize() {
    return (size + stride - 1) / stride;
  }

  long inputs(long batch) {
    return batch * size * size * in;
  }

  long outputs(long batch) {
    return batch * outSize() * outSize() * out;
  }

  ConvolutionShape firstConvolution(long batch) {
    return new ConvolutionShape(batch, in, size, out, stride);
  }

  ConvolutionShape secondConvolution(long batch) {
    return new ConvolutionShape(batch, out, outSize(), out, 1);
  }

  /** Creates the second convolution, which adds the shortcut's value. */
  ConvolutionForward lastConvolution(NativeScope scope, ConvolutionShape second, boolean training) {
    return new ConvolutionForward(
        scope, second, precision, training, shortcut == Shortcut.NONE ? Finish.NONE : Finish.ADD);
  }
}
