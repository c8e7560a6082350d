package org.sparkresnet.jobs.reproduce;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.sparkresnet.common.Split;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.StoredRun;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.tables.MovedRows;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableReader;
import org.sparkresnet.tables.TableView;
import org.sparkresnet.tables.journal.JournalReader;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.RoundRow;

/**
 * Weights and losses of a training, epoch by epoch and round by round. Driver only.
 *
 * @param epochs weights after each epoch, by its number
 * @param losses mean training loss of each round, by the global iteration after it
 */
record Trace(SortedMap<Integer, Weights> epochs, SortedMap<Long, Loss> losses) {

  /**
   * Averaged weights after an epoch.
   *
   * @param iteration global iteration after its last minibatch
   */
  record Weights(long iteration, String sha256) {}

  /** Mean training loss of a round. */
  record Loss(int epoch, double value) {}

  private record RoundMark(int epoch, long iteration, Optional<String> paramsSha256) {
    static final TableView<RoundMark> VIEW = TableView.of(RoundRow.TABLE, RoundMark.class);
  }

  private record Point(int epoch, long step, double value) {
    static final TableView<Point> VIEW = TableView.of(MetricRow.TABLE, Point.class);
  }

  /**
   * Reads the trace of a run: of one that has ended from its tables, else from its journal. Runs
   * three Spark jobs.
   *
   * @throws org.sparkresnet.common.UserError of code DATA if its rows are damaged
   */
  static Trace of(JobContext context, RunId run) {
    JournalReader journal = new JournalReader(context.store(), run);
    Reading reading = new Reading(context, run, journal, hasEnded(context, run));
    List<RoundMark> rounds =
        reading.list(
            RoundMark.VIEW,
            RoundRow.TABLE,
            () -> journal.rounds(context.spark()),
            functions.lit(true));
    List<Point> points =
        reading.list(
            Point.VIEW,
            MetricRow.TABLE,
            () -> journal.metrics(context.spark()),
            functions
                .col("split")
                .equalTo(Split.TRAIN.label())
                .and(functions.col("key").equalTo("loss")));
    SortedMap<Integer, Weights> epochs = new TreeMap<>();
    rounds.stream()
        .sorted(Comparator.comparing(RoundMark::iteration))
        .forEach(
            round ->
                round
                    .paramsSha256()
                    .ifPresent(
                        sha256 ->
                            epochs.put(round.epoch(), new Weights(round.iteration(), sha256))));
    SortedMap<Long, Loss> losses = new TreeMap<>();
    points.forEach(point -> losses.put(point.step(), new Loss(point.epoch(), point.value())));
    return new Trace(epochs, losses);
  }

  /** Tells whether it has neither weights nor losses. */
  boolean isEmpty() {
    return epochs.isEmpty() && losses.isEmpty();
  }

  /**
   * Tells whether a training has a round whose loss, or weights after it, are here.
   *
   * @param until iteration that the training stops at, with the round that reaches it
   */
  boolean hasRoundOf(Plan plan, long until) {
    long last = Math.min(until, plan.iterations());
    long number = 0;
    for (long iteration = 0; iteration < last; number++) {
      Plan.Round round = plan.roundAt(iteration, number);
      if (losses.containsKey(round.endIteration())
          || (round.endsEpoch() && epochs.containsKey(round.epoch()))) {
        return true;
      }
      iteration = round.endIteration();
    }
    return false;
  }

  private static boolean hasEnded(JobContext context, RunId run) {
    return StoredRun.of(run, context.spark(), context.store())
        .filter(stored -> stored.status() != RunStatus.RUNNING)
        .isPresent();
  }

  /**
   * Reading of a run's rows. What a run that has not ended has in the tables is of an earlier
   * pause. The journal of one that has failed lacks the rounds after the last checkpoint: often
   * just those in which two runs part.
   */
  private record Reading(JobContext context, RunId run, JournalReader journal, boolean hasEnded) {
    <V extends Record> List<V> list(
        TableView<V> view, Table<?> table, Supplier<Dataset<Row>> journaled, Column condition) {
      return MovedRows.reading(
          () -> {
            List<V> rows =
                hasEnded || journal.isEmpty()
                    ? view.list(
                        TableReader.ofRun(context.spark(), context.store(), table, run)
                            .filter(condition))
                    : List.of();
            // A run that failed for want of room may have rows in its journal alone.
            return rows.isEmpty() && !journal.isEmpty()
                ? view.list(journaled.get().filter(condition))
                : rows;
          });
    }
  }
}
