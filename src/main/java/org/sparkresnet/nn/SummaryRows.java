package org.sparkresnet.nn;

import java.util.ArrayList;
import java.util.List;
import org.sparkresnet.nn.NetworkSummary.Row;

/** Walks a network and writes down each layer's shape and cost. One instance, one walk. */
final class SummaryRows {
  static final String BN_RELU = "BN-ReLU";

  private final NetworkConfig network;
  private final List<Row> rows = new ArrayList<>();
  private int size = GraphSettings.IMAGE_SIZE;
  private int channels = GraphSettings.IMAGE_CHANNELS;

  SummaryRows(NetworkConfig network) {
    this.network = network;
  }

  List<Row> rows() {
    convolution(VertexNames.STEM, GraphSettings.FIRST_CHANNELS, 1);
    for (int stage = 1; stage <= NetworkConfig.STAGES; stage++) {
      for (int unit = 1; unit <= network.unitsPerStage(); unit++) {
        unit(stage, unit);
      }
    }
    normalisation(VertexNames.HEAD_BN);
    size = 1;
    row(VertexNames.HEAD_POOL, "global average pool", 0, 0);
    int classes = GraphSettings.CLASSES;
    long weights = (long) channels * classes;
    channels = classes;
    row(VertexNames.DENSE, "dense, softmax", weights + classes, weights);
    return rows;
  }

  private void unit(int stage, int unit) {
    String name = VertexNames.unit(stage, unit);
    boolean downsamples = stage > 1 && unit == 1;
    normalisation(name + "-bn1");
    convolution(name + "-conv1", downsamples ? 2 * channels : channels, downsamples ? 2 : 1);
    normalisation(name + "-bn2");
    convolution(name + "-conv2", channels, 1);
    if (network.residual()) {
      if (downsamples) {
        row(name + "-shortcut", "2x2 average, zero channels", 0, 0);
      }
      row(name + VertexNames.ADD, "add", 0, 0);
    }
  }

  private void convolution(String name, int outputChannels, int stride) {
    long weights = 9L * channels * outputChannels;
    size /= stride;
    channels = outputChannels;
    row(name, stride == 1 ? "conv 3x3" : "conv 3x3 /2", weights, weights * size * size);
  }

  private void normalisation(String name) {
    row(name, BN_RELU, 2L * channels, 0);
  }

  private void row(String name, String kind, long parameters, long multiplyAdds) {
    rows.add(new Row(name, kind, size, size, channels, parameters, multiplyAdds));
  }
}
