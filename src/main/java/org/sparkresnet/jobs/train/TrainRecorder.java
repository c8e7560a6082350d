package org.sparkresnet.jobs.train;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.cli.Main;
import org.sparkresnet.cli.TrainingProgress;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.Settings;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.jobs.AfterFailure;
import org.sparkresnet.jobs.EvaluationRecorder;
import org.sparkresnet.mlflow.MlflowSink;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.Summary;
import org.sparkresnet.tables.Journal;
import org.sparkresnet.tables.MetricRow;
import org.sparkresnet.tables.ParamRow;
import org.sparkresnet.tables.RoundRow;
import org.sparkresnet.tables.RunRow;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.train.Plan;
import org.sparkresnet.train.Progress;
import org.sparkresnet.train.TrainingResult;

/** What a run of training leaves in the store: its files and its rows. Driver only. */
final class TrainRecorder {
  private final SparkSession spark;
  private final Store store;
  private final RunId run;
  private final TrainRequest task;
  private final Plan plan;
  private final Journal journal;
  private final RoundRecorder recorder;
  private final MlflowSink mlflow;
  private final Instant startedAt;
  private Manifest manifest;

  /**
   * @param startedAt when the run began, maybe in an earlier attempt
   * @param mlflow is told how the run ended, after the store
   */
  TrainRecorder(
      SparkSession spark,
      Store store,
      TrainRequest task,
      Plan plan,
      Manifest manifest,
      Instant startedAt,
      MlflowSink mlflow) {
    this.spark = spark;
    this.store = store;
    this.task = task;
    this.run = task.run();
    this.plan = plan;
    this.manifest = manifest;
    this.startedAt = startedAt;
    this.mlflow = mlflow;
    this.journal = new Journal(store, run);
    this.recorder = new RoundRecorder(journal);
  }

  RoundRecorder recorder() {
    return recorder;
  }

  /** Marks the run as running. */
  void begin(Settings settings) {
    try {
      store.files().deleteAsides(store.run(run));
      store.files().deleteAsides(store.journal(run));
    } catch (IOException e) {
      throw UserError.data("cannot read %s: %s".formatted(store.run(run), ErrorText.of(e)), e);
    }
    store.delete(store.summary(run)); // it would speak of an earlier attempt
    store.writeAtomically(store.config(run), settings.render());
    store.writeAtomically(store.manifest(run), manifest.toJson());
    writeRow(store, RunStatus.RUNNING, Optional.empty());
  }

  /** Stores what a paused run has so far. */
  void pause() {
    writeHistory(store);
  }

  /** Stores everything; the summary last. */
  Summary finish(
      byte[] model,
      String modelSha256,
      EvaluationRecorder evaluations,
      TrainingResult result,
      ClassificationReport test) {
    manifest = manifest.withModelSha256(modelSha256);
    TableWriter tables = new TableWriter(spark, store);
    store.writeAtomically(store.model(run), stream -> stream.write(model));
    store.writeAtomically(store.manifest(run), manifest.toJson());
    evaluations.write(tables, run);
    writeHistory(store);
    writeRow(store, RunStatus.FINISHED, Optional.empty());
    Summary summary = summary(result, test);
    store.writeAtomically(store.summary(run), summary.toJson());
    mlflow.run(row(RunStatus.FINISHED, Optional.empty()), this::metrics);
    return summary;
  }

  /** Marks the run as failed, as far as the store still lets it. */
  void fail(Exception failure) {
    if (Main.isLocked(failure)) {
      return; // it is another process's run now
    }
    String message = Main.reason(failure);
    // What cannot be written was waited for already.
    Store impatient = store.retrying(Duration.ZERO);
    AfterFailure.record(failure, () -> writeHistory(impatient));
    AfterFailure.record(failure, () -> writeRow(impatient, RunStatus.FAILED, Optional.of(message)));
    AfterFailure.record(
        failure, () -> impatient.writeAtomically(store.summary(run), failed(message).toJson()));
    mlflow.run(row(RunStatus.FAILED, Optional.of(message)), this::metrics);
  }

  /**
   * The configuration, without which nobody can tell what the rest is of, and the metrics and
   * rounds so far: the journal's, and those that came after the last checkpoint.
   */
  private void writeHistory(Store target) {
    TableWriter tables = new TableWriter(spark, target);
    tables.replace(ParamRow.TABLE, run, ParamRow.of(manifest.config()));
    tables.replace(MetricRow.TABLE, run, metricsTable());
    tables.replace(
        RoundRow.TABLE,
        run,
        journal.rounds(spark).unionByName(RoundRow.TABLE.dataset(spark, recorder.pendingRounds())));
  }

  private Dataset<Row> metricsTable() {
    return journal
        .metrics(spark)
        .unionByName(MetricRow.TABLE.dataset(spark, recorder.pendingMetrics()));
  }

  private List<MetricRow> metrics() {
    return metricsTable().collectAsList().stream().map(MetricRow::of).toList();
  }

  private void writeRow(Store target, RunStatus status, Optional<String> error) {
    new TableWriter(spark, target).replace(RunRow.TABLE, run, List.of(row(status, error)));
  }

  private RunRow row(RunStatus status, Optional<String> error) {
    return new RunRow(
        task.recipe(),
        status,
        startedAt,
        status == RunStatus.RUNNING ? Optional.empty() : Optional.of(Instant.now()),
        manifest,
        plan.workers(),
        task.parent(),
        error);
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
        TrainingProgress.epochs(plan, progress.iteration()),
        progress.iteration(),
        progress.rounds(),
        progress.examples(),
        plan.workers(),
        Optional.of(result.parametersSha256()),
        Optional.of(store.model(run).toString()),
        Optional.empty());
  }

  private Summary failed(String message) {
    return new Summary(
        run,
        RunStatus.FAILED,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        recorder.seconds(),
        TrainingProgress.epochs(plan, recorder.iterations()),
        recorder.iterations(),
        recorder.rounds(),
        recorder.examples(),
        plan.workers(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(message));
  }
}
