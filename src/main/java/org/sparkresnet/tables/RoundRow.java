package org.sparkresnet.tables;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.sparkresnet.tables.Table.column;

import org.apache.spark.sql.Row;

/**
 * What an averaging round did and how long it took.
 *
 * @param round number of the round
 * @param epoch its epoch
 * @param iteration global iteration that it ended at
 * @param examples examples that all workers trained on
 * @param seconds wall time of the round
 * @param fitSecondsMean mean over the workers of the time in their minibatches
 * @param fitSecondsMax the slowest worker's
 * @param broadcastSeconds driver's time to hand out the parameters
 * @param aggregateSeconds driver's time to average
 * @param bytesBroadcast bytes of the broadcast parameters and momentum, counted once
 * @param bytesCollected bytes of all workers' results
 * @param failedTasks task attempts that failed
 */
public record RoundRow(
    long round,
    int epoch,
    long iteration,
    long examples,
    double seconds,
    double fitSecondsMean,
    double fitSecondsMax,
    double broadcastSeconds,
    double aggregateSeconds,
    long bytesBroadcast,
    long bytesCollected,
    int failedTasks)
    implements TableRow {

  /** Its table. */
  public static final Table<RoundRow> TABLE =
      new Table<>(
          "rounds",
          column("round", LongType, "number of the averaging round"),
          column("epoch", IntegerType, "epoch of the round"),
          column("iteration", LongType, "global iteration that the round ended at"),
          column("examples", LongType, "examples that all workers trained on in the round"),
          column("seconds", DoubleType, "wall time of the round, s"),
          column("fit_seconds_mean", DoubleType, "mean time of a worker in its minibatches, s"),
          column("fit_seconds_max", DoubleType, "time of the slowest worker in them, s"),
          column(
              "broadcast_seconds",
              DoubleType,
              "time to hand out the weights: the driver's, and the longest wait of a worker, s"),
          column(
              "aggregate_seconds",
              DoubleType,
              "time of the driver to average, or to join what executors averaged, s"),
          column("bytes_broadcast", LongType, "bytes of parameters and momentum, counted once"),
          column("bytes_collected", LongType, "bytes of weights that the driver received"),
          column(
              "failed_tasks",
              IntegerType,
              "attempts of the round's tasks before those that counted"));

  /** The row as {@link TableReader} reads it. */
  public static RoundRow of(Row row) {
    return new RoundRow(
        row.getAs("round"),
        row.getAs("epoch"),
        row.getAs("iteration"),
        row.getAs("examples"),
        row.getAs("seconds"),
        row.getAs("fit_seconds_mean"),
        row.getAs("fit_seconds_max"),
        row.getAs("broadcast_seconds"),
        row.getAs("aggregate_seconds"),
        row.getAs("bytes_broadcast"),
        row.getAs("bytes_collected"),
        row.getAs("failed_tasks"));
  }

  @Override
  public Object[] cells() {
    return new Object[] {
      round,
      epoch,
      iteration,
      examples,
      seconds,
      fitSecondsMean,
      fitSecondsMax,
      broadcastSeconds,
      aggregateSeconds,
      bytesBroadcast,
      bytesCollected,
      failedTasks
    };
  }
}
