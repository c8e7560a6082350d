package org.sparkresnet.nn;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/** The network in layers that call oneDNN; the seam where the fast layers come in. */
final class OneDnnGraph {
  private OneDnnGraph() {}

  @SuppressWarnings("DoNotCallSuggester") // only until the fast layers are here
  static ComputationGraphConfiguration build(NetworkConfig network, GraphSettings settings) {
    throw new UnsupportedOperationException(
        "No oneDNN layers yet for " + network.displayName() + " in " + settings.dataType());
  }
}
