package org.sparkresnet.nn.onednn;

import java.util.Objects;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.sparkresnet.nn.kernels.Precision;

/** First layer: a 3x3 convolution, [b,s,s,i] to [b,s,s,o]. Parameter: W [o,i,3,3]. */
public final class Stem extends OneDnnLayer {
  private static final long serialVersionUID = 1L;

  private int inChannels;
  private int outChannels;
  private int size;

  /** For Jackson. */
  public Stem() {}

  /** Creates a stem; its number of input channels and its size come from the input. */
  public Stem(int outChannels, Precision precision) {
    super(precision);
    this.outChannels = outChannels;
  }

  @Override
  Precision inputPrecision() {
    return Precision.FLOAT32;
  }

  @Override
  ParameterBlock parameters() {
    return new ParameterBlock.Builder().convolution("W", inChannels, outChannels, 1).build();
  }

  @Override
  LayerEngine createEngine() {
    return new StemEngine(inChannels, outChannels, size, getPrecision());
  }

  @Override
  long[] inputShape(long batch) {
    return new long[] {batch, size, size, inChannels};
  }

  @Override
  long[] outputShape(long batch) {
    return new long[] {batch, size, size, outChannels};
  }

  @Override
  boolean propagatesGradient() {
    return false;
  }

  @Override
  void setInput(long channels, long height, long width) {
    inChannels = Math.toIntExact(channels);
    size = Math.toIntExact(height);
  }

  @Override
  public InputType getOutputType(int index, InputType type) {
    long height = images(type).getHeight();
    return InputType.convolutional(height, height, outChannels, CNN2DFormat.NHWC);
  }

  @Override
  public Stem clone() {
    return (Stem) super.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Stem that
        && super.equals(that)
        && inChannels == that.inChannels
        && outChannels == that.outChannels
        && size == that.size;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), inChannels, outChannels, size);
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
}
