package org.sparkresnet.nn.onednn;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Frees the native memory of a network's oneDNN layers, because DL4J does not close its layers. */
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
}
