package org.sparkresnet.tables.rows;

import java.util.Optional;
import java.util.OptionalDouble;
import org.sparkresnet.tables.Column;
import org.sparkresnet.tables.Table;

/** Row of the table of rounds: work and times of one averaging round. */
public record RoundRow(
    @Column("number of the averaging round") long round,
    @Column("epoch of the round") int epoch,
    @Column("global iteration that the round ended at") long iteration,
    @Column("examples that all workers trained on in the round") long examples,
    @Column("wall time of the round, s") double seconds,
    @Column("mean time of a worker in its minibatches, s") double fitSecondsMean,
    @Column("time of the slowest worker in them, s") double fitSecondsMax,
    @Column(
            "mean time in which a worker made its minibatches: augmentation and layout, s; null in rounds of older versions")
        OptionalDouble inputSeconds,
    @Column(
            "time to hand out the weights: the driver's, and the longest wait of a worker, s; 0 within a segment")
        double broadcastSeconds,
    @Column(
            "time to average, or to join what executors averaged, s; in a segment, of the exchange between the workers")
        double aggregateSeconds,
    @Column(
            "bytes that the driver sent, counted once: weights, and in a segment all of the state; 0 within a segment")
        long bytesBroadcast,
    @Column(
            "bytes that the driver received: weights, and of a segment all of the state; 0 within a segment")
        long bytesCollected,
    @Column("attempts of the round's tasks, or of its segment, before those that counted")
        int failedTasks,
    @Column("SHA-256 of the averaged weights; null but for the last round of an epoch")
        Optional<String> paramsSha256) {

  /** The table of these rows. */
  public static final Table<RoundRow> TABLE = Table.of("rounds", RoundRow.class);
}
