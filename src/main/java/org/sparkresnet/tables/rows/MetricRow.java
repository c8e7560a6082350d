package org.sparkresnet.tables.rows;

import java.time.Instant;
import java.util.Objects;
import org.sparkresnet.tables.Column;
import org.sparkresnet.tables.Table;

/** Row of the table {@code metrics}: a point of a curve. */
public record MetricRow(
    @Column("train, validation or test") String split,
    @Column("loss, accuracy, epoch_loss, epoch_accuracy, learning_rate, images_per_second, …")
        String key,
    @Column("the value; NaN or infinite where the run diverged") double value,
    @Column("global iteration after which it was measured") long step,
    @Column("epoch of that iteration") int epoch,
    @Column("when it was measured, UTC") Instant recordedAt) {

  /** The table of these rows. */
  public static final Table<MetricRow> TABLE = Table.of("metrics", MetricRow.class);

  public MetricRow {
    RowChecks.requireSplit(split);
    Objects.requireNonNull(key, "key");
    recordedAt = RowChecks.micros(recordedAt);
  }
}
