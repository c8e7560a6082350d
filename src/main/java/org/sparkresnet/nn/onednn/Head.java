package org.sparkresnet.nn.onednn;

import java.util.Objects;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.sparkresnet.nn.kernels.Precision;

/**
 * Layer before the dense layer: BN-ReLU and the average over all pixels, [b,s,s,c] to [b,c].
 * Parameters: gamma, beta, mean, var.
 */
public final class Head extends OneDnnLayer {
  private static final long serialVersionUID = 1L;

  private int channels;
  private int size;
  private double epsilon = OneDnnLayers.EPSILON;
  private double decay = OneDnnLayers.DECAY;

  /** For Jackson. */
  public Head() {}

  /** Creates a head; its channels and size come from the layer before it. */
  public Head(Precision precision) {
    super(precision);
  }

  @Override
  Precision outputPrecision() {
    return Precision.FLOAT32;
  }

  @Override
  ParameterBlock parameters() {
    return new ParameterBlock.Builder().batchNorm("", channels).build();
  }

  @Override
  LayerEngine createEngine() {
    return new HeadEngine(channels, size, epsilon, decay, getPrecision());
  }

  @Override
  long[] inputShape(long batch) {
    return new long[] {batch, size, size, channels};
  }

  @Override
  long[] outputShape(long batch) {
    return new long[] {batch, channels};
  }

  @Override
  boolean propagatesGradient() {
    return true;
  }

  @Override
  void setInput(long inputChannels, long height, long width) {
    channels = Math.toIntExact(inputChannels);
    size = Math.toIntExact(height);
  }

  @Override
  public InputType getOutputType(int index, InputType type) {
    return InputType.feedForward(images(type).getChannels());
  }

  @Override
  public Head clone() {
    return (Head) super.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Head that
        && super.equals(that)
        && channels == that.channels
        && size == that.size
        && Double.compare(epsilon, that.epsilon) == 0
        && Double.compare(decay, that.decay) == 0;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), channels, size, epsilon, decay);
  }

  // Getters and setters for Jackson.

  public int getChannels() {
    return channels;
  }

  public void setChannels(int channels) {
    this.channels = channels;
  }

  public int getSize() {
    return size;
  }

  public void setSize(int size) {
    this.size = size;
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
