package org.sparkresnet.nn.onednn;

import java.util.Objects;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.sparkresnet.nn.kernels.Precision;

/**
 * Layer for one unit of the pre-activation residual network: BN-ReLU-conv-BN-ReLU-conv plus
 * shortcut, [b,s,s,i] to [b,s/stride,s/stride,o]. Parameters in the order of the stock layers:
 * gamma1, beta1, mean1, var1, W1 [o,i,3,3], gamma2, beta2, mean2, var2, W2 [o,o,3,3].
 */
public final class ResidualUnit extends OneDnnLayer {
  private static final long serialVersionUID = 1L;

  private int inChannels;
  private int outChannels;
  private int size;
  private int stride = 1;
  private Shortcut shortcut = Shortcut.IDENTITY;
  private double epsilon = OneDnnLayers.EPSILON;
  private double decay = OneDnnLayers.DECAY;

  /** For Jackson. */
  public ResidualUnit() {}

  /**
   * Creates a unit; its number of input channels and its size come from the layer before it.
   *
   * @param outChannels output channels
   * @param stride of the first convolution, 1 or 2
   */
  public ResidualUnit(int outChannels, int stride, Shortcut shortcut, Precision precision) {
    super(precision);
    this.outChannels = outChannels;
    this.stride = stride;
    this.shortcut = shortcut;
  }

  UnitShape shape() {
    return new UnitShape(
        inChannels, outChannels, size, stride, shortcut, epsilon, decay, getPrecision());
  }

  @Override
  ParameterBlock parameters() {
    return new ParameterBlock.Builder()
        .batchNorm("1", inChannels)
        .convolution("W1", inChannels, outChannels, stride)
        .batchNorm("2", outChannels)
        .convolution("W2", outChannels, outChannels, 1)
        .build();
  }

  @Override
  LayerEngine createEngine() {
    return new UnitEngine(shape());
  }

  @Override
  long[] inputShape(long batch) {
    return new long[] {batch, size, size, inChannels};
  }

  @Override
  long[] outputShape(long batch) {
    int outSize = shape().outSize();
    return new long[] {batch, outSize, outSize, outChannels};
  }

  @Override
  boolean propagatesGradient() {
    return true;
  }

  @Override
  void setInput(long channels, long height, long width) {
    inChannels = Math.toIntExact(channels);
    size = Math.toIntExact(height);
  }

  @Override
  public InputType getOutputType(int index, InputType type) {
    long half = (images(type).getHeight() + stride - 1) / stride;
    return InputType.convolutional(half, half, outChannels, CNN2DFormat.NHWC);
  }

  @Override
  public ResidualUnit clone() {
    return (ResidualUnit) super.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ResidualUnit that
        && super.equals(that)
        && inChannels == that.inChannels
        && outChannels == that.outChannels
        && size == that.size
        && stride == that.stride
        && shortcut == that.shortcut
        && Double.compare(epsilon, that.epsilon) == 0
        && Double.compare(decay, that.decay) == 0;
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        super.hashCode(), inChannels, outChannels, size, stride, shortcut, epsilon, decay);
  }

  // Getters and setters for Jackson.

  public int getInChannels() {
    return inChannels;
  }

  public void setInChannels(int inChannels) {
    this.inChannels = inChannels;
  }

  public int getOutChannels() {
    return outChannels;
  }

  public void setOutChannels(int outChannels) {
    this.outChannels = outChannels;
  }

  public int getSize() {
    return size;
  }

  public void setSize(int size) {
    this.size = size;
  }

  public int getStride() {
    return stride;
  }

  public void setStride(int stride) {
    this.stride = stride;
  }

  public Shortcut getShortcut() {
    return shortcut;
  }

  public void setShortcut(Shortcut shortcut) {
    this.shortcut = shortcut;
  }

  public double getEpsilon() {
    return epsilon;
  }

  public void setEpsilon(double epsilon) {
    this.epsilon = epsilon;
  }

  public double getDecay() {
    return decay;
  }

  public void setDecay(double decay) {
    this.decay = decay;
  }
}
