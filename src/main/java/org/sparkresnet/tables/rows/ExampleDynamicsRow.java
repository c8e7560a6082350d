package org.sparkresnet.tables.rows;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.spark.sql.functions;
import org.sparkresnet.tables.Column;
import org.sparkresnet.tables.Table;
import org.sparkresnet.train.ExampleDynamics;

/**
 * Row of the table {@code example_dynamics}: what the epochs of a training tell of a training image
 * and its label. Written where {@code results.example-dynamics} asks for it.
 */
public record ExampleDynamicsRow(
    @Column("id of the image among the training images") long exampleId,
    @Column("class id of its label, from 0") int actualId,
    @Column("class id of the largest logit besides the label's, in the last epoch") int otherId,
    @Column("epochs that are counted, with the first") int presentations,
    @Column("of these the ones in which the answer was the label") int timesRight,
    @Column("epochs with a wrong answer after one with a right answer") int forgettingEvents,
    @Column("mean cross-entropy of the label, nats") double meanLoss,
    @Column("mean of the label's logit minus the largest other logit") double meanMargin,
    @Column(
            "place in the order of late_loss, 1 for the most suspect label; of mean_margin in earlier builds")
        long suspectRank,
    @Column("first epoch that is counted, from 0") int firstEpoch,
    @Column(
            "mean cross-entropy in which an epoch counts 0.7 times as much as the next, nats; null of earlier builds")
        OptionalDouble lateLoss) {

  /** The table of these rows. */
  public static final Table<ExampleDynamicsRow> TABLE =
      Table.of("example_dynamics", ExampleDynamicsRow.class);

  /** Condition for rows of the most suspect labels, so many a run. */
  public static org.apache.spark.sql.Column isUpTo(int rank) {
    return functions.col("suspect_rank").leq(rank);
  }

  /** One row for each image, the most suspect first. */
  public static List<ExampleDynamicsRow> of(ExampleDynamics dynamics) {
    List<ExampleDynamics.Example> examples = dynamics.mostSuspectFirst();
    return IntStream.range(0, examples.size())
        .mapToObj(i -> of(examples.get(i), i + 1L, dynamics.firstEpoch()))
        .toList();
  }

  private static ExampleDynamicsRow of(ExampleDynamics.Example example, long rank, int firstEpoch) {
    return new ExampleDynamicsRow(
        example.id(),
        example.label(),
        example.other(),
        example.presentations(),
        example.right(),
        example.forgotten(),
        example.meanLoss(),
        example.meanMargin(),
        rank,
        firstEpoch,
        OptionalDouble.of(example.lateLoss()));
  }
}
