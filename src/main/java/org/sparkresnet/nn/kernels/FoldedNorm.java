package org.sparkresnet.nn.kernels;

/**
 * Weights of a convolution with the following batch normalisation folded in, for inference: weights
 * times gamma / sqrt(variance + epsilon), bias beta - mean x gamma / sqrt(variance + epsilon).
 */
public final class FoldedNorm {
  private final double epsilon;
  private final int channels;
  private final float[] norm;
  private final float[] weights;
  private final float[] bias;
  private final long weightsAddress;
  private final long biasAddress;

  public FoldedNorm(NativeScope scope, ConvolutionShape shape, double epsilon) {
    this.epsilon = epsilon;
    channels = Math.toIntExact(shape.out());
    norm = new float[4 * channels];
    weights = new float[Math.toIntExact(shape.weights())];
    bias = new float[channels];
    weightsAddress = scope.allocate((long) weights.length * Float.BYTES);
    biasAddress = scope.allocate((long) channels * Float.BYTES);
  }

  /** Folds the current values. */
  public void update(long plainWeights, BatchNormParameters parameters) {
    NativeBuffer.floats(parameters.address(), norm.length).get(0L, norm);
    NativeBuffer.floats(plainWeights, weights.length).get(0L, weights);
    int perChannel = weights.length / channels;
    for (int c = 0; c < channels; c++) {
      double scale = norm[c] / Math.sqrt(norm[3 * channels + c] + epsilon);
      bias[c] = (float) (norm[channels + c] - norm[2 * channels + c] * scale);
      float factor = (float) scale;
      for (int i = c * perChannel; i < (c + 1) * perChannel; i++) {
        weights[i] *= factor;
      }
    }
    NativeBuffer.floats(weightsAddress, weights.length).put(0L, weights);
    NativeBuffer.floats(biasAddress, channels).put(0L, bias);
  }

  public long weights() {
    return weightsAddress;
  }

  public long bias() {
    return biasAddress;
  }
}
