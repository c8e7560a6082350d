package org.sparkresnet.nn.onednn;

import org.bytedeco.javacpp.indexer.FloatIndexer;

/**
 * DL4J's way to keep running means and variances: they are parameters, and the "gradient" that is
 * subtracted from them is (1 - decay) x (running - minibatch).
 */
final class RunningStatistics {
  private final float share;
  private final int channels;
  private final float[] running;
  private final float[] minibatch;

  RunningStatistics(int channels, double decay) {
    this.channels = channels;
    this.share = (float) (1 - decay);
    this.running = new float[2 * channels];
    this.minibatch = new float[2 * channels];
  }

  /**
   * @param saved address of the minibatch's means, followed by its variances
   */
  void writeGradient(BatchNormParameters parameters, long saved, BatchNormParameters gradients) {
    int count = 2 * channels;
    NativeBuffer.floats(parameters.mean(), count).get(0L, running);
    NativeBuffer.floats(saved, count).get(0L, minibatch);
    FloatIndexer to = NativeBuffer.floats(gradients.mean(), count);
    for (int i = 0; i < count; i++) {
      to.put(i, (running[i] - minibatch[i]) * share);
    }
  }
}
