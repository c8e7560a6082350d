package org.sparkresnet.tables.rows;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.sparkresnet.tables.Column;
import org.sparkresnet.tables.Table;

/** Row of the table {@code bench}: a figure of a benchmark. */
public record BenchRow(
    @Column("what was measured, such as training") String figure,
    @Column("name of the network, such as ResNet-20") String network,
    @Column("images in a minibatch of one worker") int batchSize,
    @Column("OpenMP threads of one worker") int threads,
    @Column("workers that ran at the same time") int workers,
    @Column("minibatches of a Spark round; or null") OptionalInt averagingFrequency,
    @Column("the figure, in its unit") double value,
    @Column("images/s, GFLOP/s, s, share or times") String unit,
    @Column("share of the kernel bound of the cores; or null") OptionalDouble shareOfBound,
    @Column(
            "system and precision that were measured, such as spark-resnet float32; null in rows of earlier versions")
        Optional<String> system) {

  /** The table of these rows. */
  public static final Table<BenchRow> TABLE = Table.of("bench", BenchRow.class);

  public BenchRow {
    Objects.requireNonNull(figure, "figure");
    Objects.requireNonNull(network, "network");
    Objects.requireNonNull(averagingFrequency, "averaging_frequency");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(shareOfBound, "share_of_bound");
    Objects.requireNonNull(system, "system");
  }
}
