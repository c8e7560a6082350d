package org.sparkresnet.nn.kernels;

/**
 * Shape of a 3x3 convolution with padding 1 on every side and no bias.
 *
 * @param batch images
 * @param in input channels
 * @param size height and width of the input
 * @param out output channels
 * @param stride 1 or 2
 */
public record ConvolutionShape(long batch, long in, long size, long out, long stride) {
  public static final long KERNEL = 3;

  long outSize() {
    return (size + stride - 1) / stride;
  }

  public long weights() {
    return out * in * KERNEL * KERNEL;
  }

  /** Multiplications with an addition of one pass; those of the padding count too. */
  public long multiplyAdds() {
    return outputs() * in * KERNEL * KERNEL;
  }

  public long outputs() {
    return batch * outSize() * outSize() * out;
  }
}
