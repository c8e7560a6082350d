package org.sparkresnet.nn;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Small networks and made-up images for tests. */
final class Networks {
  private Networks() {}

  /** ND4J starts with four OpenMP threads whatever the cores; on a busy machine they spin. */
  static void useOneThread() {
    Nd4j.getBackend(); // NativeOpsHolder cannot initialise before Nd4j has
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
  }

  static ComputationGraph stock(int depth, boolean residual) {
    return ResNet.create(
        new NetworkConfig(depth, residual), LayerSet.STOCK, new Nesterovs(0.1, 0.9), 1e-4, 7);
  }

  /** Depth 8 on small images: every kind of layer, quick enough for finite differences. */
  static ComputationGraph tiny(boolean residual, double weightDecay, int imageSize) {
    GraphSettings settings =
        new GraphSettings(new Sgd(1), weightDecay, 7, DataType.DOUBLE, imageSize);
    ComputationGraph graph =
        new ComputationGraph(
            ResNet.configuration(new NetworkConfig(8, residual), LayerSet.STOCK, settings));
    graph.init();
    return graph;
  }

  /** Normal noise, from a seed, and labels 0, 1, 2, … */
  static DataSet images(int count, int size, DataType type) {
    Nd4j.getRandom().setSeed(11);
    INDArray features = Nd4j.randn(type, count, size, size, 3);
    INDArray labels = Nd4j.zeros(type, count, 10);
    for (int i = 0; i < count; i++) {
      labels.putScalar(i, i % 10, 1);
    }
    return new DataSet(features, labels);
  }

  /** All values; INDArray.equals would let 1e-5 pass. */
  static float[] values(INDArray array) {
    return array.dup('c').data().asFloat();
  }
}
