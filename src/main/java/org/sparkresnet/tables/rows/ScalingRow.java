package org.sparkresnet.tables.rows;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.sparkresnet.tables.Column;
import org.sparkresnet.tables.Table;

/**
 * Row of the table {@code scaling}: one training with a number of workers and an averaging
 * frequency. Accuracy and parameters are empty and the loss is NaN where training diverged; the
 * efficiency is empty where no single worker was measured with the same averaging frequency.
 */
public record ScalingRow(
    @Column("workers that trained side by side") int workers,
    @Column("minibatches of each between two averagings") int averagingFrequency,
    @Column("passes over the training images") double epochs,
    @Column("images in a minibatch of one worker") int batchSize,
    @Column("highest of the schedule, scaled by the workers") double learningRate,
    @Column("of all workers, first round left out; or null") OptionalDouble imagesPerSecond,
    @Column("speed over workers x speed of one worker; or null") OptionalDouble efficiency,
    @Column("share of test images that are right; null if diverged") OptionalDouble accuracy,
    @Column("mean cross-entropy of the test images; NaN if diverged") double loss,
    @Column("wall time of training, s") double seconds,
    @Column("averagings") long rounds,
    @Column("SHA-256 of the parameters; null if diverged") Optional<String> paramsSha256,
    @Column("name of the network, such as ResNet-20") String network) {

  /** The table of these rows. */
  public static final Table<ScalingRow> TABLE = Table.of("scaling", ScalingRow.class);

  public ScalingRow {
    Objects.requireNonNull(imagesPerSecond, "images_per_second");
    Objects.requireNonNull(efficiency, "efficiency");
    Objects.requireNonNull(accuracy, "accuracy");
    Objects.requireNonNull(paramsSha256, "params_sha256");
    Objects.requireNonNull(network, "network");
  }

  /** Tells whether training left the finite numbers. */
  public boolean diverged() {
    return accuracy.isEmpty();
  }

  /** A copy with the efficiency next to one worker's training with the same averaging frequency. */
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
}
