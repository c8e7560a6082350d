package org.sparkresnet.tables;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.sparkresnet.tables.Table.column;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A figure of a benchmark.
 *
 * @param figure what was measured, such as training or kernel_bound_training
 * @param network such as ResNet-20
 * @param batchSize images in a minibatch of one worker
 * @param threads OpenMP threads of one worker
 * @param workers that ran at the same time
 * @param averagingFrequency minibatches of a round; empty without Spark
 * @param unit of the value, such as images/s
 * @param shareOfBound the value's share of the kernel bound of as many cores; empty for a figure
 *     that has none
 */
public record BenchRow(
    String figure,
    String network,
    int batchSize,
    int threads,
    int workers,
    OptionalInt averagingFrequency,
    double value,
    String unit,
    OptionalDouble shareOfBound)
    implements TableRow {

  /** Its table. */
  public static final Table<BenchRow> TABLE =
      new Table<>(
          "bench",
          column("figure", StringType, "what was measured, such as training"),
          column("network", StringType, "name of the network, such as ResNet-20"),
          column("batch_size", IntegerType, "images in a minibatch of one worker"),
          column("threads", IntegerType, "OpenMP threads of one worker"),
          column("workers", IntegerType, "workers that ran at the same time"),
          column("averaging_frequency", IntegerType, "minibatches of a Spark round; or null"),
          column("value", DoubleType, "the figure, in its unit"),
          column("unit", StringType, "images/s, s, share or times"),
          column("share_of_bound", DoubleType, "share of the kernel bound of the cores; or null"));

  public BenchRow {
    Objects.requireNonNull(figure, "figure");
    Objects.requireNonNull(network, "network");
    Objects.requireNonNull(averagingFrequency, "averaging_frequency");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(shareOfBound, "share_of_bound");
  }

  @Override
  public Object[] cells() {
    return new Object[] {
      figure,
      network,
      batchSize,
      threads,
      workers,
      averagingFrequency.isPresent() ? averagingFrequency.getAsInt() : null,
      value,
      unit,
      shareOfBound.isPresent() ? shareOfBound.getAsDouble() : null
    };
  }
}
