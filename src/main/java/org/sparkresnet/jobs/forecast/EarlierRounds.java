package org.sparkresnet.jobs.forecast;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.sparkresnet.dataset.CropSizes;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.plan.RoundCosts;
import org.sparkresnet.plan.RoundTime;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableScan;
import org.sparkresnet.tables.TableView;
import org.sparkresnet.tables.rows.RoundRow;

/**
 * Rounds of trainings that have no figures: those of versions before the table plans. Damaged rows
 * are passed over. Driver only.
 */
final class EarlierRounds {
  private record Timed(
      String runId,
      long round,
      int epoch,
      long iteration,
      long examples,
      double seconds,
      double fitSecondsMax,
      OptionalDouble inputSeconds,
      long bytesBroadcast) {
    static final TableView<Timed> VIEW = TableView.of(RoundRow.TABLE, Timed.class);
  }

  private EarlierRounds() {}

  /**
   * What the rounds of runs tell, by the run id; of one with a single round nothing. Runs one Spark
   * job.
   *
   * @param runs of which it is known how many workers trained at once
   * @param threads of a worker
   */
  static Map<String, Measured> figures(JobContext context, List<EarlierRun> runs, int threads) {
    Set<String> ids = runs.stream().map(EarlierRun::id).collect(Collectors.toSet());
    Map<String, List<Timed>> rounds = new HashMap<>();
    for (Timed row :
        Timed.VIEW.list(rows(context, RoundRow.TABLE, ids).orderBy(Table.RUN_ID, "round"))) {
      rounds.computeIfAbsent(row.runId(), unused -> new ArrayList<>()).add(row);
    }
    Map<String, Measured> figures = new HashMap<>();
    for (EarlierRun run : runs) {
      List<Timed> its = rounds.getOrDefault(run.id(), List.of());
      if (its.size() > 1) {
        figures.put(
            run.id(),
            Measured.NOTHING
                .with(RoundCosts.of(times(its, run, threads)))
                .with(Figure.TRAINING_SECONDS, its.stream().mapToDouble(Timed::seconds).sum()));
      }
    }
    return figures;
  }

  /** Rows of some runs. */
  static Dataset<Row> rows(JobContext context, Table<?> table, Set<String> runs) {
    return TableScan.ofRuns(context.store(), table, runs.stream().map(RunId::new).toList())
        .rows(context.spark())
        .filter(functions.col(Table.RUN_ID).isin(runs.toArray()));
  }

  private static List<RoundTime> times(List<Timed> rounds, EarlierRun run, int threads) {
    int turns = ClusterShape.turns(run.workers(), run.atOnce(threads).orElseThrow());
    CropSizes crops = run.config().dataset().augmentation().crops();
    List<RoundTime> times = new ArrayList<>();
    long before = 0;
    int epoch = -1;
    for (Timed row : rounds) {
      times.add(
          new RoundTime(
              crops.pixels(row.epoch()) * row.examples() / run.workers(),
              (int) Math.max(1, row.iteration() - before),
              row.seconds(),
              turns * (row.fitSecondsMax() + row.inputSeconds().orElse(0)),
              row.epoch() != epoch,
              row.bytesBroadcast() > 0 || row.epoch() != epoch));
      before = row.iteration();
      epoch = row.epoch();
    }
    return times;
  }
}
