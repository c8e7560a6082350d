package org.sparkresnet.nn.onednn;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** What DL4J does not do for its layers. */
public final class OneDnnNetworks {
  private OneDnnNetworks() {}

  /**
   * Frees the native memory of a network's fast layers now instead of when the network has been
   * collected; the network must not be used any more. Networks without fast layers are left alone.
   */
  public static void close(ComputationGraph network) {
    for (Layer layer : network.getLayers()) {
      if (layer instanceof OneDnnLayerRuntime fast) {
        fast.close();
      }
    }
  }
}
