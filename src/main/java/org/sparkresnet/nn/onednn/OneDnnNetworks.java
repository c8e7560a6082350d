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
