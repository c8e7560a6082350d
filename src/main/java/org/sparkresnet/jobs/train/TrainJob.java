package org.sparkresnet.jobs.train;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.cifar.CheckResult;
import org.sparkresnet.cli.Main;
import org.sparkresnet.cli.TrainText;
import org.sparkresnet.cli.TrainingProgress;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.config.Mlflow;
import org.sparkresnet.config.Recipes;
import org.sparkresnet.config.Settings;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.EvaluationImages;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.evaluate.DistributedEvaluation;
import org.sparkresnet.evaluate.EvaluationText;
import org.sparkresnet.jobs.DataCheckRecorder;
import org.sparkresnet.jobs.EvaluationRecorder;
import org.sparkresnet.jobs.Manifests;
import org.sparkresnet.jobs.RunLocks;
import org.sparkresnet.jobs.SavedModel;
import org.sparkresnet.jobs.StoredRun;
import org.sparkresnet.jobs.report.MistakePictures;
import org.sparkresnet.jobs.report.ReportJob;
import org.sparkresnet.lock.FolderLock;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.Summary;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.train.CheckpointFingerprint;
import org.sparkresnet.train.CheckpointPolicy;
import org.sparkresnet.train.CheckpointStore;
import org.sparkresnet.train.TrainConfig;
import org.sparkresnet.train.Trainer;
import org.sparkresnet.train.TrainingResult;

/** One run of train or retrain, from the data checks to the summary. Driver only. */
public final class TrainJob {
  private final SparkSession spark;
  private final JavaSparkContext context;
  private final Store store;
  private final Settings settings;
  private final TrainRequest task;
  private final RunId run;
  private final PrintWriter out;

  /** Whether the run stands in the tables, with its failure if it fails from now on. */
  private boolean begun;

  /**
   * A run that ended.
   *
   * @param test what its model said of the test images
   */
  public record Trained(Summary summary, EvaluationRecorder.Evaluated test) {}

  public TrainJob(
      SparkSession spark, Store store, Settings settings, TrainRequest task, PrintWriter out) {
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.store = store;
    this.settings = settings;
    this.task = task;
    this.run = task.run();
    this.out = out;
  }

  /**
   * Trains, or goes on training.
   *
   * @param pauseAt iteration to stop at
   * @param fresh whether to drop the checkpoints of an earlier attempt
   * @return the run's end; empty if it was paused
   * @throws org.sparkresnet.common.UserError of kind LOCKED if another job works on the run, of
   *     kind USAGE if the run id is one of another command
   */
  public Optional<Trained> run(CifarImages images, int workers, long pauseAt, boolean fresh)
      throws Exception {
    try (FolderLock lock = RunLocks.acquire(store, run, task.command(), settings, spark, out)) {
      return run(images, workers, lock, pauseAt, fresh);
    }
  }

  public boolean hasBegun() {
    return begun;
  }

  /** The run whose model it started from. */
  public Optional<RunId> parent() {
    return task.parent();
  }

  private Optional<Trained> run(
      CifarImages images, int workers, FolderLock lock, long pauseAt, boolean fresh)
      throws Exception {
    Store locked = RunLocks.store(store, lock, settings);
    TrainConfig config = Recipes.training(settings, workers, images.trainingExamples());
    Manifest manifest =
        Manifests.manifest(run, task.command(), settings, config.replica().layers(), spark)
            .withData(images.sha256(), images.summary());
    CheckpointPolicy checkpoints = checkpoints(locked, config, images, pauseAt, fresh);
    boolean resumes = checkpoints.resumes(); // before anything of an earlier attempt is replaced
    checkpoints.store().dropLeftovers();
    List<CheckResult> checks = new ArrayList<>(images.checks());
    checks.addAll(task.checks());
    TrainRecorder records =
        new TrainRecorder(
            spark,
            locked,
            task,
            config.plan(),
            manifest,
            resumes ? startedAt() : Instant.now(),
            Mlflow.sink(settings, out));
    records.begin(settings);
    begun = true;
    try {
      DataCheckRecorder.write(new TableWriter(spark, locked), run, checks, out);
      announce(config);
      Optional<Trained> trained = train(images, config, checkpoints, records, lock);
      report(locked, images);
      return trained;
    } catch (Exception e) { // Spark's own is checked, and Scala throws it undeclared
      records.fail(e);
      if (!Main.isLocked(e)) {
        report(locked.retrying(Duration.ZERO), images); // otherwise it is another process's run
      }
      throw e;
    }
  }

  /** Writes the report; a run whose results are stored does not fail for want of it. */
  private void report(Store locked, CifarImages images) {
    try {
      String html =
          new ReportJob(spark, locked)
              .html(run, List.of(), reported -> MistakePictures.of(images, reported));
      locked.writeAtomically(ReportJob.file(store, run), html);
      out.println("report: " + TrainText.shown(ReportJob.file(store, run)));
    } catch (Exception e) { // Spark's own is checked, and Scala throws it undeclared
      out.println("warning: no report was written: " + ErrorText.of(Main.reason(e)));
    }
  }

  private CheckpointPolicy checkpoints(
      Store locked, TrainConfig config, CifarImages images, long pauseAt, boolean fresh) {
    CheckpointStore checkpoints =
        new CheckpointStore(
            locked.files(), store.checkpoints(run), settings.integer("checkpoint.keep"));
    CheckpointPolicy policy =
        new CheckpointPolicy(
            checkpoints,
            CheckpointFingerprint.of(determining(config), images.sha256()),
            settings.longInteger("checkpoint.every-iterations"),
            pauseAt);
    if (fresh) {
      checkpoints.clear();
    }
    return policy;
  }

  /** When a run that goes on began, in the attempt that was the first. */
  private Instant startedAt() {
    return StoredRun.of(run, spark, store).map(StoredRun::startedAt).orElseGet(Instant::now);
  }

  private SortedMap<String, String> determining(TrainConfig config) {
    SortedMap<String, String> keys =
        Recipes.determining(settings, config, context.getConf().get("spark.task.cpus", "1"));
    task.origin().ifPresent(origin -> keys.put("start", origin.sha256()));
    return keys;
  }

  private void announce(TrainConfig config) {
    out.println(
        String.format(
            Locale.ROOT,
            "%s, %s layers: %,d images, %d workers x batch %d, %,d iterations in %d epochs, averaged every %s; run %s",
            config.replica().network().displayName(),
            config.replica().layers().name().toLowerCase(Locale.ROOT),
            config.plan().examples(),
            config.plan().workers(),
            config.plan().batchSize(),
            config.plan().iterations(),
            TrainingProgress.epochs(config.plan()),
            settings.values().get(Recipes.AVERAGING_FREQUENCY),
            run));
  }

  private Optional<Trained> train(
      CifarImages images,
      TrainConfig config,
      CheckpointPolicy checkpoints,
      TrainRecorder records,
      FolderLock lock)
      throws IOException {
    DistributedEvaluation evaluation =
        new DistributedEvaluation(
            context, config.replica(), settings.integer("evaluate.batch-size"));
    TrainingResult result;
    try (EpochEvaluator events =
        new EpochEvaluator(out, settings, config, images, evaluation, records.recorder(), lock)) {
      result =
          new Trainer(
                  context,
                  images.training(Recipes.normalization(settings)),
                  config,
                  task.start(),
                  checkpoints,
                  Recipes.collectLimit(settings),
                  events)
              .run();
    }
    if (result.finished()) {
      explain(config, result);
      return Optional.of(finish(images, config, records, evaluation, result));
    }
    records.pause();
    out.println(
        String.format(
            Locale.ROOT,
            "paused at iteration %,d of %,d; the same command with --run-id %s and without --pause-at (or a later one) goes on",
            result.progress().iteration(),
            config.plan().iterations(),
            run));
    return Optional.empty();
  }

  private Trained finish(
      CifarImages images,
      TrainConfig config,
      TrainRecorder records,
      DistributedEvaluation evaluation,
      TrainingResult result) {
    byte[] model = SavedModel.toBytes(config.replica(), result.model());
    String modelSha256 = Sha256.of(model);
    Normalization normalization = Recipes.normalization(settings);
    EvaluationRecorder rows = new EvaluationRecorder();
    long step = result.modelIteration();
    // Where validation decides which model it is, those of an epoch's end stand already.
    boolean record =
        !config.selection().isActive() || step % config.plan().iterationsPerEpoch() != 0;
    int epoch = TrainingProgress.epochs(config.plan(), step) - 1;
    RoundRecorder recorder = records.recorder();
    if (settings.integer("dataset.validation-examples") > 0) {
      EvaluationImages validation = images.validation(normalization);
      ClassificationReport report =
          evaluate(evaluation, validation, result, rows, modelSha256).report();
      if (record) {
        recorder.evaluation(validation.split(), report, step, epoch);
      }
    }
    if (settings.flag("evaluate.training-images")) {
      out.println(
          EvaluationText.trainingImages(
              rows.evaluateTraining(
                  evaluation, images, normalization, result.model(), modelSha256)));
    }
    EvaluationImages testImages = images.test(normalization);
    EvaluationRecorder.Evaluated evaluated =
        evaluate(evaluation, testImages, result, rows, modelSha256);
    ClassificationReport test = evaluated.report();
    if (record) {
      recorder.evaluation(testImages.split(), test, step, epoch);
    }
    Summary summary = records.finish(model, modelSha256, rows, result, test);
    out.println(TrainText.of(config, summary, test, store, run));
    return new Trained(summary, evaluated);
  }

  /** Says which model it is, where that is not simply the last one. */
  private void explain(TrainConfig config, TrainingResult result) {
    if (result.end() == TrainingResult.End.EARLY) {
      out.println(
          "stopped early after epoch %d: no higher validation accuracy in %d evaluations (train.early-stopping.patience)"
              .formatted(
                  TrainingProgress.epochs(config.plan(), result.progress().iteration()),
                  config.selection().patience()));
    }
    if (result.best().accuracy() >= 0) {
      out.println(
          String.format(
              Locale.ROOT,
              "highest validation accuracy %.2f %% after epoch %d; the model is that of epoch %d",
              100 * result.best().accuracy(),
              TrainingProgress.epochs(config.plan(), result.best().iteration()),
              TrainingProgress.epochs(config.plan(), result.modelIteration())));
    }
  }

  private EvaluationRecorder.Evaluated evaluate(
      DistributedEvaluation evaluation,
      EvaluationImages images,
      TrainingResult result,
      EvaluationRecorder rows,
      String modelSha256) {
    return rows.evaluate(
        evaluation, images, result.model(), modelSha256, settings.flag("evaluate.test-time-flips"));
  }
}
