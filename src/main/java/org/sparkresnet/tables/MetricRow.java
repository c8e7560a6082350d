package org.sparkresnet.tables;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.sparkresnet.tables.Table.column;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Objects;
import org.apache.spark.sql.Row;

/**
 * A point of a curve.
 *
 * @param split train, validation or test
 * @param key what was measured: loss, accuracy, learning_rate, images_per_second, …
 * @param value any double, NaN and infinite ones included
 * @param step global iteration after which it was measured
 * @param epoch epoch of that iteration
 */
public record MetricRow(
    String split, String key, double value, long step, int epoch, Instant recordedAt)
    implements TableRow {

  /** Its table. */
  public static final Table<MetricRow> TABLE =
      new Table<>(
          "metrics",
          column("split", StringType, "train, validation or test"),
          column("key", StringType, "loss, accuracy, learning_rate, images_per_second, …"),
          column("value", DoubleType, "the value; NaN or infinite where the run diverged"),
          column("step", LongType, "global iteration after which it was measured"),
          column("epoch", IntegerType, "epoch of that iteration"),
          column("recorded_at", TimestampType, "when it was measured, UTC"));

  public MetricRow {
    RowChecks.requireSplit(split);
    Objects.requireNonNull(key, "key");
    recordedAt = RowChecks.micros(recordedAt);
  }

  /** A row that was read, with its columns by name. */
  public static MetricRow of(Row row) {
    return new MetricRow(
        row.getAs("split"),
        row.getAs("key"),
        row.<Double>getAs("value"),
        row.<Long>getAs("step"),
        row.<Integer>getAs("epoch"),
        row.<Timestamp>getAs("recorded_at").toInstant());
  }

  @Override
  public Object[] cells() {
    return new Object[] {split, key, value, step, epoch, recordedAt};
  }
}
