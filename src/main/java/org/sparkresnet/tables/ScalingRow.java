package org.sparkresnet.tables;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.sparkresnet.tables.Table.column;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.Row;

/**
 * One training of a scaling table: the recipe with so many workers and such an averaging frequency.
 *
 * @param averagingFrequency minibatches of each worker between two averagings
 * @param epochs passes over the training images
 * @param batchSize images in a minibatch of one worker
 * @param learningRate the highest of the schedule, scaled by the workers
 * @param imagesPerSecond of all workers, without the first round; empty if there was no other
 * @param efficiency speed over that of so many single workers with the same averaging frequency;
 *     empty if one worker was not measured
 * @param accuracy on the test images; empty if training diverged
 * @param loss on the test images; NaN if training diverged
 * @param seconds wall time of training, without loading and evaluation
 * @param rounds averagings
 * @param paramsSha256 of the final parameters; empty if training diverged
 * @param network such as ResNet-20
 */
public record ScalingRow(
    int workers,
    int averagingFrequency,
    double epochs,
    int batchSize,
    double learningRate,
    OptionalDouble imagesPerSecond,
    OptionalDouble efficiency,
    OptionalDouble accuracy,
    double loss,
    double seconds,
    long rounds,
    Optional<String> paramsSha256,
    String network)
    implements TableRow {

  /** Its table. */
  public static final Table<ScalingRow> TABLE =
      new Table<>(
          "scaling",
          column("workers", IntegerType, "workers that trained side by side"),
          column("averaging_frequency", IntegerType, "minibatches of each between two averagings"),
          column("epochs", DoubleType, "passes over the training images"),
          column("batch_size", IntegerType, "images in a minibatch of one worker"),
          column("learning_rate", DoubleType, "highest of the schedule, scaled by the workers"),
          column("images_per_second", DoubleType, "of all workers, first round left out; or null"),
          column("efficiency", DoubleType, "speed over workers x speed of one worker; or null"),
          column("accuracy", DoubleType, "share of test images that are right; null if diverged"),
          column("loss", DoubleType, "mean cross-entropy of the test images; NaN if diverged"),
          column("seconds", DoubleType, "wall time of training, s"),
          column("rounds", LongType, "averagings"),
          column("params_sha256", StringType, "SHA-256 of the parameters; null if diverged"),
          column("network", StringType, "name of the network, such as ResNet-20"));

  public ScalingRow {
    Objects.requireNonNull(imagesPerSecond, "images_per_second");
    Objects.requireNonNull(efficiency, "efficiency");
    Objects.requireNonNull(accuracy, "accuracy");
    Objects.requireNonNull(paramsSha256, "params_sha256");
    Objects.requireNonNull(network, "network");
  }

  /** The row as {@link TableReader} reads it. */
  public static ScalingRow of(Row row) {
    return new ScalingRow(
        row.getAs("workers"),
        row.getAs("averaging_frequency"),
        row.getAs("epochs"),
        row.getAs("batch_size"),
        row.getAs("learning_rate"),
        optional(row, "images_per_second"),
        optional(row, "efficiency"),
        optional(row, "accuracy"),
        row.getAs("loss"),
        row.getAs("seconds"),
        row.getAs("rounds"),
        Optional.ofNullable(row.getAs("params_sha256")),
        row.getAs("network"));
  }

  private static OptionalDouble optional(Row row, String column) {
    Double value = row.getAs(column);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** Whether training left the finite numbers. */
  public boolean diverged() {
    return accuracy.isEmpty();
  }

  /** The same next to one worker's training with the same averaging frequency. */
  public ScalingRow comparedWith(Optional<ScalingRow> oneWorker) {
    OptionalDouble one = oneWorker.map(ScalingRow::imagesPerSecond).orElse(OptionalDouble.empty());
    return new ScalingRow(
        workers,
        averagingFrequency,
        epochs,
        batchSize,
        learningRate,
        imagesPerSecond,
        one.isPresent() && imagesPerSecond.isPresent()
            ? OptionalDouble.of(imagesPerSecond.getAsDouble() / (workers * one.getAsDouble()))
            : OptionalDouble.empty(),
        accuracy,
        loss,
        seconds,
        rounds,
        paramsSha256,
        network);
  }

  @Override
  public Object[] cells() {
    return new Object[] {
      workers,
      averagingFrequency,
      epochs,
      batchSize,
      learningRate,
      orNull(imagesPerSecond),
      orNull(efficiency),
      orNull(accuracy),
      loss,
      seconds,
      rounds,
      paramsSha256.orElse(null),
      network
    };
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
