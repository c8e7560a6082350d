package org.sparkresnet.jobs.train;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.jobs.EvaluationRecorder;
import org.sparkresnet.jobs.Failure;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.MlflowReporting;
import org.sparkresnet.jobs.RunScope;
import org.sparkresnet.jobs.TestUseRecorder;
import org.sparkresnet.mlflow.MlflowSink;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreWriter;
import org.sparkresnet.store.Summary;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.journal.Journal;
import org.sparkresnet.tables.rows.ExampleDynamicsRow;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.ParamRow;
import org.sparkresnet.tables.rows.PlanRow;
import org.sparkresnet.tables.rows.RoundRow;
import org.sparkresnet.train.Progress;
import org.sparkresnet.train.TrainingResult;

/** Recorder of a training's files and rows in the store. Driver only. */
final class TrainRecorder {
  private final JobContext context;
  private final SparkSession spark;
  private final RunScope scope;
  private final RunId run;
  private final Plan plan;
  private final JobConfig config;
  private final Journal journal;
  private final RoundRecorder rounds;
  private final MlflowSink mlflow;

  /**
   * @param config configuration with the averaging frequency resolved
   */
  TrainRecorder(JobContext context, RunScope scope, Plan plan, JobConfig config) {
    this.context = context;
    this.spark = context.spark();
    this.scope = scope;
    this.run = scope.run();
    this.plan = plan;
    this.config = config;
    this.journal = new Journal(scope.writer(), run);
    this.mlflow = MlflowReporting.sink(config, context.listener());
    this.rounds = new RoundRecorder(journal, new Followers(context, scope, config, mlflow));
  }

  RoundRecorder rounds() {
    return rounds;
  }

  /** Marks the run as running. */
  void begin() {
    Store store = scope.store();
    StoreWriter writer = scope.writer();
    writer.deleteAsides(store.run(run));
    writer.deleteAsides(store.journal(run));
    writer.delete(store.summary(run)); // it would speak of an earlier attempt
    writer.writeAtomically(store.config(run), config.render());
    scope.storeManifest();
    scope.begin();
  }

  /** Stores what a paused run has so far. */
  void pause() {
    writeHistory(scope.writer());
    scope.begin(); // the CPU kernels are known now
  }

  /**
   * Stores everything; the summary last.
   *
   * @param plan rows of the table plans, for an accuracy on the test images
   */
  Summary finish(
      byte[] model,
      String modelSha256,
      EvaluationRecorder evaluations,
      TrainingResult result,
      ClassificationReport test,
      DoubleFunction<List<PlanRow>> plan) {
    Store store = scope.store();
    StoreWriter writer = scope.writer();
    scope.describe(scope.manifest().withModelSha256(modelSha256));
    writer.writeAtomically(store.model(run), stream -> stream.write(model));
    scope.storeManifest();
    // Before the scores can be read: no look at the test images is left uncounted.
    TestUseRecorder.of(
            context, scope, config.registry().model(), scope.manifest().data().orElseThrow())
        .evaluated(modelSha256, test.examples(), test.accuracy());
    evaluations.write(scope.tables(), run, modelSha256, scope.written());
    result
        .dynamics()
        .ifPresent(
            it ->
                scope
                    .written()
                    .replace(
                        scope.tables(), run, ExampleDynamicsRow.TABLE, ExampleDynamicsRow.of(it)));
    rounds.finished(); // the journal has all rows then, from which a repair restores the tables
    writeHistory(writer);
    scope.tables().replace(PlanRow.TABLE, run, plan.apply(test.accuracy()));
    scope.finish();
    Summary summary = summary(result, test);
    writer.writeAtomically(store.summary(run), summary.toJson());
    mlflow.logRun(scope.manifest(), scope.row(RunStatus.FINISHED, Optional.empty()), this::metrics);
    return summary;
  }

  /** Marks the run as failed, as far as the store still lets it. */
  void fail(Throwable failure) {
    if (scope.cannotFail()) {
      return; // it is another process's run now, or can go on
    }
    String message = Failure.of(failure).reason();
    StoreWriter impatient = scope.impatient();
    RunScope.attempt(failure, () -> writeHistory(impatient));
    rounds.tellFollowers();
    scope.fail(failure);
    RunScope.attempt(
        failure,
        () -> impatient.writeAtomically(scope.store().summary(run), failed(message).toJson()));
    mlflow.logRun(
        scope.manifest(), scope.row(RunStatus.FAILED, Optional.of(message)), this::metrics);
  }

  /**
   * Writes the configuration, without which nobody can tell what the rest is of, and the metrics
   * and rounds so far: the journal's, and those that came after the last checkpoint.
   */
  private void writeHistory(StoreWriter target) {
    TableWriter tables = new TableWriter(spark, target);
    tables.replace(ParamRow.TABLE, run, ParamRow.of(scope.manifest().config()));
    tables.replace(MetricRow.TABLE, run, metricsTable());
    tables.replace(
        RoundRow.TABLE,
        run,
        journal.rounds(spark).unionByName(RoundRow.TABLE.dataset(spark, rounds.pendingRounds())));
  }

  private Dataset<Row> metricsTable() {
    return journal
        .metrics(spark)
        .unionByName(MetricRow.TABLE.dataset(spark, rounds.pendingMetrics()));
  }

  private List<MetricRow> metrics() {
    return SparkJobNames.step(
            spark.sparkContext(), "metrics for MLflow", () -> metricsTable().collectAsList())
        .stream()
        .map(MetricRow.TABLE::fromSpark)
        .toList();
  }

  private Summary summary(TrainingResult result, ClassificationReport test) {
    Progress progress = result.progress();
    return new Summary(
        run,
        RunStatus.FINISHED,
        OptionalDouble.of(test.accuracy()),
        OptionalDouble.of(test.loss()),
        progress.fitSeconds() > 0
            ? OptionalDouble.of(progress.imagesPerSecond())
            : OptionalDouble.empty(),
        progress.wallSeconds(),
        plan.epochsAt(progress.iteration()),
        progress.iteration(),
        progress.rounds(),
        progress.examples(),
        plan.workers(),
        Optional.of(result.parametersSha256()),
        Optional.of(scope.store().model(run).toString()),
        Optional.empty());
  }

  private Summary failed(String message) {
    return new Summary(
        run,
        RunStatus.FAILED,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        rounds.seconds(),
        plan.epochsAt(rounds.iterations()),
        rounds.iterations(),
        rounds.rounds(),
        rounds.examples(),
        plan.workers(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(message));
  }
}
