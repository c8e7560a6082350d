package org.sparkresnet.train;

import java.util.Set;
import org.sparkresnet.replica.Weights;

/** Small states for tests of checkpoints. */
final class States {
  static final CheckpointFingerprint FINGERPRINT =
      new CheckpointFingerprint("train.momentum = 0.9\ntrain.seed = 1", "d".repeat(64));

  private States() {}

  static TrainingState at(long iteration) {
    return new TrainingState(
        new Weights(
            new float[] {(float) iteration, -0f, Float.MIN_VALUE}, new float[] {0.1f, 1e30f}),
        new float[] {1, 2, 3},
        new float[0],
        new Progress(iteration, 2, 3, 4, 5.5, 2, 6, 7.25, 8.125),
        new BestModel(0.5, iteration, 1, new float[] {4, 5}),
        Set.of("AVX2, oneDNN 3.8.1, OpenBLAS HASWELL", "AVX512_CORE, oneDNN 3.8.1, OpenBLAS ZEN"));
  }
}
