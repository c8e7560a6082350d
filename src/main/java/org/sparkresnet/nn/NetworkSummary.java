package org.sparkresnet.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sparkresnet.common.TextTable;

/**
 * Summary of a network layer by layer, computed from its configuration only.
 *
 * @param network the summarised network
 * @param rows in the order of computation; a row's name is its vertex in the graph of stock layers
 */
public record NetworkSummary(NetworkConfig network, List<Row> rows) {
  static final String BN_RELU = "BN-ReLU";

  /**
   * Row for one step of the computation.
   *
   * @param name name of the vertex; of the BN for a BN with its ReLU
   * @param kind description, for example "conv 3x3 /2"
   * @param parameters number of trainable parameters
   * @param multiplyAdds for one image, of convolutions and the dense layer, as He et al. count
   */
  public record Row(
      String name,
      String kind,
      int height,
      int width,
      int channels,
      long parameters,
      long multiplyAdds) {
    /** Output shape, for example 32x32x16. */
    public String outputShape() {
      return height + "x" + width + "x" + channels;
    }
  }

  /** Copies the rows. */
  public NetworkSummary {
    rows = List.copyOf(rows);
  }

  /** The summary of a network for 32x32 images. */
  public static NetworkSummary of(NetworkConfig network) {
    return new NetworkSummary(network, new Walk(network).rows());
  }

  /** Trainable parameters, as the literature counts them. */
  public long parameters() {
    return rows.stream().mapToLong(Row::parameters).sum();
  }

  /** Multiply-adds of one image's forward pass. */
  public long multiplyAdds() {
    return rows.stream().mapToLong(Row::multiplyAdds).sum();
  }

  /** Number of BN's running means and variances; DL4J's numParams() includes them. */
  public long runningStatistics() {
    return rows.stream()
        .filter(row -> row.kind().equals(BN_RELU))
        .mapToLong(row -> 2L * row.channels())
        .sum();
  }

  /** A table in plain text, with totals in its last line. */
  public String toTable() {
    TextTable table =
        new TextTable(3).row("layer", "kind", "output", "parameters", "multiply-adds").rule();
    for (Row row : rows) {
      table.row(
          row.name(),
          row.kind(),
          row.outputShape(),
          count(row.parameters()),
          count(row.multiplyAdds()));
    }
    return table
        .rule()
        .row(network.displayName(), "total", "", count(parameters()), count(multiplyAdds()))
        .toString();
  }

  private static String count(long number) {
    return number == 0 ? "-" : String.format(Locale.ROOT, "%,d", number);
  }

  /** Walks through a network and notes the shape and cost of each layer. One instance, one walk. */
  private static final class Walk {
    private final NetworkConfig network;
    private final List<Row> rows = new ArrayList<>();
    private int size = GraphSettings.IMAGE_SIZE;
    private int channels = GraphSettings.IMAGE_CHANNELS;

    Walk(NetworkConfig network) {
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
      int classes = network.classes();
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
}
