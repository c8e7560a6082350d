package org.sparkresnet.replica;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Copies between float arrays and ND4J's native memory in one call each. */
public final class NativeArrays {
  private NativeArrays() {}

  /** Overwrites a whole contiguous array; null stands for an updater without state. */
  static void set(INDArray target, float[] values) {
    if (target == null && values.length == 0) {
      return;
    }
    if (target == null || target.length() != values.length) {
      throw new IllegalArgumentException(
          "%d values for %d places".formatted(values.length, target == null ? 0 : target.length()));
    }
    new FloatPointer(target.data().pointer()).position(target.offset()).put(values);
  }

  /** A copy of a whole contiguous array; null stands for an updater without state. */
  public static float[] get(INDArray source) {
    if (source == null) {
      return new float[0];
    }
    float[] values = new float[Math.toIntExact(source.length())];
    new FloatPointer(source.data().pointer()).position(source.offset()).get(values);
    return values;
  }

  /** The memory of a whole contiguous array itself; valid as long as the array. */
  static FloatBuffer view(INDArray array) {
    return new FloatPointer(array.data().pointer())
        .position(array.offset())
        .limit(array.offset() + array.length())
        .asBuffer();
  }

  /** A copy of a network's parameters and updater state. */
  public static Weights weights(ComputationGraph network) {
    return new Weights(get(network.params()), get(network.getUpdater(true).getStateViewArray()));
  }

  /** Frees the native memory of a minibatch without waiting for the collector. */
  static void close(DataSet minibatch) {
    minibatch.getFeatures().close();
    minibatch.getLabels().close();
  }
}
