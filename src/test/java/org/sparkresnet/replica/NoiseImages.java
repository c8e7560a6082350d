package org.sparkresnet.replica;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Minibatches of normal noise. */
final class NoiseImages {
  private static final int COUNT = 4;

  private NoiseImages() {}

  /**
   * Four images of the classes 0, 1, 2, 3.
   *
   * @param seed above 0, which would be the time of day
   */
  static DataSet minibatch(int seed) {
    Nd4j.getRandom().setSeed(seed);
    DataSet minibatch =
        new DataSet(
            Nd4j.randn(DataType.FLOAT, COUNT, 32, 32, 3), Nd4j.zeros(DataType.FLOAT, COUNT, 10));
    for (int i = 0; i < COUNT; i++) {
      minibatch.getLabels().putScalar(i, i, 1);
    }
    return minibatch;
  }
}
