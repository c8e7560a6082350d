package org.sparkresnet.jobs.forecast;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.spark.sql.functions;
import org.sparkresnet.common.Split;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.config.Likeness;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunCommand;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.tables.MovedRows;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableScan;
import org.sparkresnet.tables.TableView;
import org.sparkresnet.tables.rows.EvaluationRow;
import org.sparkresnet.tables.rows.PlanRow;
import org.sparkresnet.tables.rows.RunRow;

/**
 * Finished trainings and probes of a store, newest first, as far as they tell something of a
 * training that is to come. Damaged rows are passed over. Driver only.
 *
 * @param alike runs of the same work: on this CPU and kind of cluster, with minibatches of the size
 *     and as many threads a worker
 * @param near other runs on this CPU and kind of cluster: they tell what a job costs besides
 * @param sameRecipe trainings of the same recipe on the same data, with as many images a step
 */
record EarlierRuns(List<EarlierRun> alike, List<EarlierRun> near, List<EarlierRun> sameRecipe) {
  /** Runs that are looked at, and runs of each kind that count. */
  private static final int LOOKED_AT = 100;

  private static final int COUNT = 3;
  private static final int ACCURACIES = 20;

  /** Row of the table runs, as far as it is needed. */
  private record Ended(
      String runId,
      String command,
      Instant startedAt,
      String config,
      Optional<String> dataSha256,
      String cpuModel,
      String master,
      int workers) {
    static final TableView<Ended> VIEW = TableView.of(RunRow.TABLE, Ended.class);
  }

  private record Planned(String runId, String figure, OptionalDouble measured) {
    static final TableView<Planned> VIEW = TableView.of(PlanRow.TABLE, Planned.class);
  }

  private record Evaluated(
      String runId,
      String split,
      boolean testTimeFlips,
      long examples,
      double accuracy,
      double seconds) {
    static final TableView<Evaluated> VIEW = TableView.of(EvaluationRow.TABLE, Evaluated.class);
  }

  /**
   * Reads them. Runs up to four Spark jobs, and one where the store has no run that is of use.
   *
   * @param cpuModel of this machine
   * @param except run that is trained now
   */
  static EarlierRuns of(JobContext context, Outline outline, String cpuModel, RunId except) {
    return MovedRows.reading(() -> read(context, outline, cpuModel, except));
  }

  private static EarlierRuns read(
      JobContext context, Outline outline, String cpuModel, RunId except) {
    String kind = kindOf(context.spark().sparkContext().master());
    Likeness likeness = outline.likeness();
    List<EarlierRun> alike = new ArrayList<>();
    List<EarlierRun> near = new ArrayList<>();
    List<EarlierRun> sameRecipe = new ArrayList<>();
    for (Ended ended : ended(context, except)) {
      EarlierRun run =
          new EarlierRun(
              ended.runId(),
              ended.command(),
              ended.dataSha256().orElse(""),
              ended.master(),
              ended.workers(),
              Manifest.valuesOf(ended.config()),
              Measured.NOTHING);
      Likeness its = Likeness.of(run.values());
      boolean here = ended.cpuModel().equals(cpuModel) && kindOf(ended.master()).equals(kind);
      boolean isWork = here && its.work().equals(likeness.work());
      boolean isRecipe =
          run.isTraining()
              && its.recipe().equals(likeness.recipe())
              && run.data().equals(outline.data());
      Optional<Plan> plan = isWork || isRecipe ? plan(run, outline) : Optional.empty();
      if (isWork && plan.filter(it -> it.batchSize() == outline.plan().batchSize()).isPresent()) {
        alike.add(run);
      } else if (here && run.isTraining()) {
        near.add(run);
      }
      if (isRecipe && plan.filter(it -> imagesAStep(it) == outline.imagesAStep()).isPresent()) {
        sameRecipe.add(run);
      }
    }
    return measured(
        context,
        outline,
        alike,
        first(near, it -> true, COUNT),
        first(sameRecipe, it -> true, ACCURACIES));
  }

  /**
   * Runs whose workers had as many threads, and of which it is known how many of them trained at
   * once: with as many workers and at once, else the newest with as many workers, else the newest.
   */
  private static List<EarlierRun> speeds(
      JobContext context, Outline outline, List<EarlierRun> alike) {
    int workers = outline.plan().workers();
    int threads = outline.cluster().threads();
    OptionalInt atOnce = OptionalInt.of(outline.cluster().atOnce(workers));
    List<EarlierRun> known =
        first(
            alike,
            it ->
                threads(context, it).equals(OptionalDouble.of(threads))
                    && it.atOnce(threads).isPresent(),
            LOOKED_AT);
    List<EarlierRun> asMany = first(known, it -> it.workers() == workers, LOOKED_AT);
    List<EarlierRun> same = first(asMany, it -> it.atOnce(threads).equals(atOnce), COUNT);
    return same.isEmpty() ? first(asMany.isEmpty() ? known : asMany, it -> true, 1) : same;
  }

  /**
   * Threads of a worker; of an earlier version's run its manifest tells them, while it is there.
   */
  private static OptionalDouble threads(JobContext context, EarlierRun run) {
    OptionalDouble noted = run.measured().get(Figure.TASK_THREADS);
    return noted.isPresent()
        ? noted
        : Manifest.undamaged(context.store(), new RunId(run.id()))
            .map(manifest -> OptionalDouble.of(manifest.ompThreads()))
            .orElse(OptionalDouble.empty());
  }

  private static long imagesAStep(Plan plan) {
    return (long) plan.workers() * plan.batchSize();
  }

  private static List<Ended> ended(JobContext context, RunId except) {
    return Ended.VIEW.list(
        TableScan.of(context.store(), RunRow.TABLE)
            .rows(context.spark())
            .filter(
                functions
                    .col("command")
                    .isin(RunCommand.labels(it -> it.trains() || it == RunCommand.PLAN).toArray()))
            .filter(functions.col("status").equalTo(RunStatus.FINISHED.name()))
            .filter(functions.col("workers").gt(0))
            .filter(functions.col(Table.RUN_ID).notEqual(except.value()))
            .orderBy(functions.col("started_at").desc(), functions.col(Table.RUN_ID))
            .limit(LOOKED_AT));
  }

  /** A configuration of an earlier version that breaks today's rules says nothing. */
  private static Optional<Plan> plan(EarlierRun run, Outline outline) {
    try {
      JobConfig config = run.config();
      config.dataset(); // read later, where nothing may be refused any more
      return Optional.of(config.train().plan(run.workers(), outline.plan().examples()));
    } catch (UserError e) {
      return Optional.empty();
    }
  }

  private static List<EarlierRun> first(
      List<EarlierRun> runs, Predicate<EarlierRun> wanted, int most) {
    return runs.stream().filter(wanted).limit(most).toList();
  }

  /** "local", "standalone", "yarn": on one of them a job costs much the same. */
  static String kindOf(String master) {
    return master.startsWith("spark:") ? "standalone" : master.replaceAll("\\[.*", "");
  }

  private static EarlierRuns measured(
      JobContext context,
      Outline outline,
      List<EarlierRun> allAlike,
      List<EarlierRun> near,
      List<EarlierRun> sameRecipe) {
    Map<String, Measured> figures = new HashMap<>();
    Set<String> all = ids(List.of(allAlike, near, sameRecipe));
    if (!all.isEmpty()) {
      planned(context, all, figures);
    }
    List<EarlierRun> alike = speeds(context, outline, withFigures(allAlike, figures));
    Set<String> ids = ids(List.of(alike, near, sameRecipe));
    if (!ids.isEmpty()) {
      evaluated(context, ids, figures);
    }
    List<EarlierRun> timed =
        first(
            alike,
            it ->
                it.isTraining()
                    && figures.getOrDefault(it.id(), Measured.NOTHING).costs().isEmpty(),
            COUNT);
    if (!timed.isEmpty()) {
      EarlierRounds.figures(context, timed, outline.cluster().threads())
          .forEach(
              (run, its) ->
                  its.figures().forEach((figure, value) -> add(figures, run, figure, value)));
    }
    return new EarlierRuns(
        withFigures(alike, figures), withFigures(near, figures), withFigures(sameRecipe, figures));
  }

  private static Set<String> ids(List<List<EarlierRun>> lists) {
    Set<String> ids = new LinkedHashSet<>();
    lists.forEach(runs -> runs.forEach(run -> ids.add(run.id())));
    return ids;
  }

  private static List<EarlierRun> withFigures(
      List<EarlierRun> runs, Map<String, Measured> figures) {
    return runs.stream()
        .map(run -> run.with(figures.getOrDefault(run.id(), Measured.NOTHING)))
        .toList();
  }

  private static void planned(JobContext context, Set<String> ids, Map<String, Measured> figures) {
    Map<String, Figure> known = new HashMap<>();
    for (Figure figure : Figure.values()) {
      known.put(figure.label(), figure);
    }
    for (Planned row : Planned.VIEW.list(EarlierRounds.rows(context, PlanRow.TABLE, ids))) {
      Figure figure = known.get(row.figure());
      if (figure != null && row.measured().isPresent()) {
        add(figures, row.runId(), figure, row.measured().getAsDouble());
      }
    }
  }

  /** What the evaluations of runs tell that have no figures. */
  private static void evaluated(
      JobContext context, Set<String> ids, Map<String, Measured> figures) {
    for (Evaluated row :
        Evaluated.VIEW.list(EarlierRounds.rows(context, EvaluationRow.TABLE, ids))) {
      Measured known = figures.getOrDefault(row.runId(), Measured.NOTHING);
      if (!row.split().equals(Split.TEST.label()) || row.testTimeFlips()) {
        continue;
      }
      if (known.get(Figure.ACCURACY).isEmpty()) {
        add(figures, row.runId(), Figure.ACCURACY, row.accuracy());
      }
      if (known.get(Figure.EVALUATED_IMAGE_SECONDS).isEmpty() && row.examples() > 0) {
        add(figures, row.runId(), Figure.EVALUATED_IMAGE_SECONDS, row.seconds() / row.examples());
      }
    }
  }

  private static void add(Map<String, Measured> figures, String run, Figure figure, double value) {
    figures.put(run, figures.getOrDefault(run, Measured.NOTHING).with(figure, value));
  }
}
