package org.sparkresnet.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sparkresnet.common.TextTable;

/**
 * A network layer by layer, computed from its configuration alone.
 *
 * @param network what is summarised
 * @param rows in the order of computation; a row's name is its vertex in the graph of stock layers
 */
public record NetworkSummary(NetworkConfig network, List<Row> rows) {
  /**
   * One step of the computation.
   *
   * @param name of the vertex (of BN and ReLU together: the BN's)
   * @param kind for people, for example "conv 3x3 /2"
   * @param parameters trainable ones
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

  /** Keeps an own copy of the rows. */
  public NetworkSummary {
    rows = List.copyOf(rows);
  }

  /** The summary of a network for 32x32 images. */
  public static NetworkSummary of(NetworkConfig network) {
    return new NetworkSummary(network, new SummaryRows(network).rows());
  }

  /** Trainable parameters, as the literature counts them. */
  public long parameters() {
    return rows.stream().mapToLong(Row::parameters).sum();
  }

  /** Multiply-adds of one image's forward pass. */
  public long multiplyAdds() {
    return rows.stream().mapToLong(Row::multiplyAdds).sum();
  }

  /** BN's running means and variances, which DL4J's numParams() counts on top. */
  public long runningStatistics() {
    return rows.stream()
        .filter(row -> row.kind().equals(SummaryRows.BN_RELU))
        .mapToLong(row -> 2L * row.channels())
        .sum();
  }

  /** A table in plain text, with totals in its last line. */
  public String toTable() {
    List<String[]> cells = new ArrayList<>();
    cells.add(new String[] {"layer", "kind", "output", "parameters", "multiply-adds"});
    for (Row row : rows) {
      cells.add(
          new String[] {
            row.name(),
            row.kind(),
            row.outputShape(),
            count(row.parameters()),
            count(row.multiplyAdds())
          });
    }
    cells.add(
        new String[] {
          network.displayName(), "total", "", count(parameters()), count(multiplyAdds())
        });
    return TextTable.format(cells, 3);
  }

  private static String count(long number) {
    return number == 0 ? "-" : String.format(Locale.ROOT, "%,d", number);
  }
}
