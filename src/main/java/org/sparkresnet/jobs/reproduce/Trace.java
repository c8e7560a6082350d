package org.sparkresnet.jobs.reproduce;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.sparkresnet.common.Split;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.store.RunId;
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
   * Reads the trace of a run, of one that has not ended from its journal. Runs two Spark jobs.
   *
   * @throws org.sparkresnet.common.UserError of code DATA if its rows are damaged
   */
  static Trace of(JobContext context, RunId run) {
    JournalReader journal = new JournalReader(context.store(), run);
    List<RoundMark> rounds =
        list(context, RoundMark.VIEW, RoundRow.TABLE, run, () -> journal.rounds(context.spark()));
    List<Point> points =
        MovedRows.reading(
            () ->
                Point.VIEW.list(
                    rows(context, MetricRow.TABLE, run, () -> journal.metrics(context.spark()))
                        .filter(functions.col("split").equalTo(Split.TRAIN.label()))
                        .filter(functions.col("key").equalTo("loss"))));
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

  private static <V extends Record> List<V> list(
      JobContext context,
      TableView<V> view,
      Table<?> table,
      RunId run,
      Supplier<Dataset<Row>> journal) {
    return MovedRows.reading(() -> view.list(rows(context, table, run, journal)));
  }

  /** The journal has all rows as long as the run has its folder. */
  private static Dataset<Row> rows(
      JobContext context, Table<?> table, RunId run, Supplier<Dataset<Row>> journal) {
    return new JournalReader(context.store(), run).isEmpty()
        ? TableReader.ofRun(context.spark(), context.store(), table, run)
        : journal.get();
  }
}
