package org.sparkresnet.nn.onednn;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Operations on a network's oneDNN layers that DL4J's layers do not have. */
public final class OneDnnNetworks {
  private OneDnnNetworks() {}

  /**
   * Frees the native memory of a network's fast layers at once, not only after garbage collection.
   * The network cannot be used afterwards. Does nothing for a network without fast layers.
   */
  public static void close(ComputationGraph network) {
    for (Layer layer : network.getLayers()) {
      if (layer instanceof OneDnnLayerRuntime fast) {
        fast.close();
      }
    }
  }

  /**
   * Tells a network's fast layers whether its parameters stay as they are from now on: inference
   * then folds and packs them once and not for every minibatch. Does nothing for a network without
   * fast layers.
   */
  public static void holdParameters(ComputationGraph network, boolean held) {
    for (Layer layer : network.getLayers()) {
      if (layer instanceof OneDnnLayerRuntime fast) {
        fast.holdParameters(held);
      }
    }
  }

  /**
   * Overwrites the running statistics of a network's fast layers by the statistics of the minibatch
   * of its last forward pass in training mode. Does nothing for a network without fast layers.
   */
  public static void writeBatchStatistics(ComputationGraph network) {
    for (Layer layer : network.getLayers()) {
      if (layer instanceof OneDnnLayerRuntime fast) {
        fast.writeBatchStatistics();
      }
    }
  }
}
