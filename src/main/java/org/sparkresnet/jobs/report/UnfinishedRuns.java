package org.sparkresnet.jobs.report;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.report.Unfinished;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.RoundRow;

/** Reads the state of trainings that have not ended. Takes no lock. Driver only. */
record UnfinishedRuns(Store store) {
  /** Rounds that the speed is the mean of. */
  private static final int LATEST = 100;

  /** Tells whether a job works on a run: {@link Store#isWorkedOn}. */
  boolean isWorking(RunId run) {
    return store.isWorkedOn(store.run(run), JobConfig.defaults().store().lease());
  }

  /**
   * State of a training.
   *
   * @param metrics in the order of their steps
   * @param rounds in their order
   */
  Unfinished state(
      RunId run,
      boolean isWorking,
      SortedMap<String, String> config,
      int workers,
      List<MetricRow> metrics,
      List<RoundRow> rounds) {
    long iteration = rounds.isEmpty() ? 0 : rounds.get(rounds.size() - 1).iteration();
    Optional<Instant> sign = store.lastSign(store.run(run));
    return new Unfinished(
        isWorking,
        plan(run, config, workers).map(plan -> position(plan, iteration)),
        sign.or(() -> metrics.stream().map(MetricRow::recordedAt).max(Instant::compareTo)),
        speed(rounds.subList(Math.max(0, rounds.size() - LATEST), rounds.size())));
  }

  private static Unfinished.Position position(Plan plan, long iteration) {
    return new Unfinished.Position(
        Math.max(1, plan.epochsAt(iteration)), plan.epochs(), iteration, plan.iterations());
  }

  private static OptionalDouble speed(List<RoundRow> rounds) {
    double seconds = rounds.stream().mapToDouble(RoundRow::seconds).sum();
    return seconds > 0
        ? OptionalDouble.of(rounds.stream().mapToLong(RoundRow::examples).sum() / seconds)
        : OptionalDouble.empty();
  }

  /** The plan of a run; empty where its files do not tell it. */
  private Optional<Plan> plan(RunId run, SortedMap<String, String> config, int workers) {
    try {
      JobConfig stored = JobConfig.stored(config, "run " + run);
      return Manifest.ofRun(store, run)
          .flatMap(Manifest::data)
          .map(data -> data.trainingImages() - stored.dataset().validationExamples())
          .map(images -> stored.train().plan(workers, Math.toIntExact(images)));
    } catch (UserError e) {
      return Optional.empty();
    }
  }
}
