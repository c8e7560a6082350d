package org.sparkresnet.nn;

import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.sparkresnet.nn.kernels.Precision;
import org.sparkresnet.nn.onednn.Head;
import org.sparkresnet.nn.onednn.ResidualUnit;
import org.sparkresnet.nn.onednn.Shortcut;
import org.sparkresnet.nn.onednn.Stem;

/**
 * Builder of the network in layers that call oneDNN. Each residual unit is one layer, so its inner
 * additions, errors and activations do not pass through DL4J.
 */
final class OneDnnGraph {
  private OneDnnGraph() {}

  static ComputationGraphConfiguration build(
      NetworkConfig network, Precision precision, GraphSettings settings) {
    GraphBuilder graph = settings.emptyGraph(CacheMode.NONE);
    graph.addLayer(
        VertexNames.STEM, new Stem(GraphSettings.FIRST_CHANNELS, precision), VertexNames.INPUT);
    String last = VertexNames.STEM;
    for (int stage = 1; stage <= NetworkConfig.STAGES; stage++) {
      int channels = GraphSettings.FIRST_CHANNELS << (stage - 1);
      for (int unit = 1; unit <= network.unitsPerStage(); unit++) {
        int stride = stage > 1 && unit == 1 ? 2 : 1;
        // Named after the stock vertex that gives the same value.
        String end = network.residual() ? VertexNames.ADD : "-conv2";
        String name = VertexNames.unit(stage, unit) + end;
        Shortcut shortcut = network.residual() ? shortcut(stage, unit) : Shortcut.NONE;
        graph.addLayer(name, new ResidualUnit(channels, stride, shortcut, precision), last);
        last = name;
      }
    }
    graph.addLayer(VertexNames.HEAD_POOL, new Head(precision), last);
    graph.addLayer(VertexNames.DENSE, StockGraph.dense(network), VertexNames.HEAD_POOL);
    return graph.setOutputs(VertexNames.DENSE).build();
  }

  private static Shortcut shortcut(int stage, int unit) {
    if (unit > 1) {
      return Shortcut.IDENTITY;
    }
    return stage == 1 ? Shortcut.IDENTITY_AFTER_ACTIVATION : Shortcut.POOL_AND_PAD;
  }
}
