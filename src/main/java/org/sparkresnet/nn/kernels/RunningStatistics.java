package org.sparkresnet.nn.kernels;

import org.bytedeco.javacpp.indexer.FloatIndexer;

/**
 * Updates running means and variances as DL4J does: they are parameters, and their "gradient",
 * which is subtracted, is (1 - decay) x (running - minibatch).
 */
public final class RunningStatistics {
  private final float share;
  private final int channels;
  private final float[] running;
  private final float[] minibatch;

  public RunningStatistics(int channels, double decay) {
    this.channels = channels;
    this.share = (float) (1 - decay);
    this.running = new float[2 * channels];
    this.minibatch = new float[2 * channels];
  }

  /**
   * Writes what gradient descent must subtract to move the statistics towards the minibatch's.
   *
   * @param saved address of the minibatch's means, followed by its variances
   */
  public void writeGradient(
      BatchNormParameters parameters, long saved, BatchNormParameters gradients) {
    int count = 2 * channels;
    NativeBuffer.floats(parameters.mean(), count).get(0L, running);
    NativeBuffer.floats(saved, count).get(0L, minibatch);
    FloatIndexer to = NativeBuffer.floats(gradients.mean(), count);
    for (int i = 0; i < count; i++) {
      to.put(i, (running[i] - minibatch[i]) * share);
    }
  }

  /**
   * Overwrites the statistics by the minibatch's.
   *
   * @param saved address of the minibatch's means, followed by its variances
   */
  public void overwrite(BatchNormParameters parameters, long saved) {
    int count = 2 * channels;
    NativeBuffer.floats(saved, count).get(0L, minibatch);
    NativeBuffer.floats(parameters.mean(), count).put(0L, minibatch);
  }
}
