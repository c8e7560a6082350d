package org.sparkresnet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.UserError;
import org.sparkresnet.cifar.Sha256;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.EvaluationImages;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.evaluate.DistributedEvaluation;
import org.sparkresnet.results.Journal;
import org.sparkresnet.results.Manifest;
import org.sparkresnet.results.MetricRow;
import org.sparkresnet.results.ParamRow;
import org.sparkresnet.results.RoundRow;
import org.sparkresnet.results.RunId;
import org.sparkresnet.results.RunRow;
import org.sparkresnet.results.RunStatus;
import org.sparkresnet.results.Store;
import org.sparkresnet.results.Summary;
import org.sparkresnet.results.TableWriter;
import org.sparkresnet.train.CheckpointPolicy;
import org.sparkresnet.train.CheckpointStore;
import org.sparkresnet.train.EpochReport;
import org.sparkresnet.train.Fingerprint;
import org.sparkresnet.train.Progress;
import org.sparkresnet.train.RoundReport;
import org.sparkresnet.train.TrainConfig;
import org.sparkresnet.train.Trainer;
import org.sparkresnet.train.TrainingListener;
import org.sparkresnet.train.TrainingResult;

/** One run of train, from the data checks to the summary. Driver only. */
final class TrainJob {
  private final SparkSession spark;
  private final JavaSparkContext context;
  private final Store store;
  private final Settings settings;
  private final RunId run;
  private final String recipe;
  private final PrintWriter out;
  private final String storeOption;
  private final TableWriter tables;
  private final Journal journal;
  private final RunRecorder recorder;
  private final Instant startedAt = Instant.now();

  TrainJob(
      SparkSession spark,
      Store store,
      Settings settings,
      RunId run,
      String recipe,
      String storeOption,
      PrintWriter out) {
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.store = store;
    this.settings = settings;
    this.run = run;
    this.recipe = recipe;
    this.out = out;
    this.storeOption = storeOption;
    this.tables = new TableWriter(spark, store);
    this.journal = new Journal(store, run);
    this.recorder = new RunRecorder(journal);
  }

  /**
   * Trains, or goes on training.
   *
   * @param pauseAt iteration to stop at
   * @param fresh whether to drop the checkpoints of an earlier attempt
   */
  void run(long pauseAt, boolean fresh) throws Exception {
    MissingData.fetch(settings.text("data.path"), spark.sparkContext().hadoopConfiguration(), out);
    int workers = Recipes.workers(settings, () -> Sessions.taskSlots(spark));
    try (CifarImages images =
        CifarImages.load(
            context,
            settings.text("data.path"),
            workers,
            settings.integer("dataset.validation-examples"),
            Recipes.thresholds(settings))) {
      TrainConfig config = Recipes.training(settings, workers, images.trainingExamples());
      Manifest manifest =
          Provenances.manifest(run, "train", settings, config.replica().layers(), spark)
              .withDataSha256(images.sha256());
      CheckpointPolicy checkpoints = checkpoints(config, images, pauseAt, fresh);
      DataCheckTable.write(tables, run, images.checks(), out);
      begin(manifest, config);
      try {
        train(images, config, manifest, checkpoints);
      } catch (Exception e) { // Spark's own is checked, and Scala throws it undeclared
        fail(manifest, config, e);
        throw e;
      }
    }
  }

  private CheckpointPolicy checkpoints(
      TrainConfig config, CifarImages images, long pauseAt, boolean fresh) throws IOException {
    CheckpointStore checkpointStore =
        new CheckpointStore(
            spark.sparkContext().hadoopConfiguration(),
            store.checkpoints(run),
            settings.integer("checkpoint.keep"));
    StringBuilder text = new StringBuilder();
    Recipes.determining(settings, config, context.getConf().get("spark.task.cpus", "1"))
        .forEach((key, value) -> text.append(key).append(" = ").append(value).append('\n'));
    String sha256 = Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
    CheckpointPolicy policy =
        new CheckpointPolicy(
            checkpointStore,
            new Fingerprint(sha256, images.sha256()),
            settings.longInteger("checkpoint.every-iterations"),
            pauseAt);
    if (fresh) {
      checkpointStore.clear();
    } else {
      policy.requireUsable(); // before anything of an earlier attempt is replaced
    }
    return policy;
  }

  private void begin(Manifest manifest, TrainConfig config) {
    store.delete(store.summary(run)); // it would speak of an earlier attempt
    store.writeAtomically(store.config(run), settings.render());
    store.writeAtomically(store.manifest(run), manifest.toJson());
    tables.replace(
        RunRow.TABLE, run, List.of(row(manifest, config, RunStatus.RUNNING, Optional.empty())));
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
            settings.values().get("train.averaging-frequency"),
            run));
  }

  private void train(
      CifarImages images, TrainConfig config, Manifest manifest, CheckpointPolicy checkpoints)
      throws IOException {
    DistributedEvaluation evaluation =
        new DistributedEvaluation(
            context, config.replica(), settings.integer("evaluate.batch-size"));
    TrainingResult result;
    try (TrainingProgress progress = new TrainingProgress(out, config.plan())) {
      Listener listener = new Listener(progress, images, evaluation, config);
      result =
          new Trainer(
                  context,
                  images.training(Recipes.normalization(settings)),
                  config,
                  checkpoints,
                  Recipes.collectLimit(settings),
                  listener)
              .run();
    }
    if (!result.finished()) {
      writeHistory();
      out.println(
          String.format(
              Locale.ROOT,
              "paused at iteration %,d of %,d; the same command with --run-id %s and without --pause-at (or a later one) goes on",
              result.progress().iteration(),
              config.plan().iterations(),
              run));
      return;
    }
    finish(images, config, manifest, evaluation, result);
  }

  private void finish(
      CifarImages images,
      TrainConfig config,
      Manifest manifest,
      DistributedEvaluation evaluation,
      TrainingResult result) {
    byte[] model = Models.toBytes(config.replica(), result.model());
    String modelSha256 = Sha256.of(model);
    Normalization normalization = Recipes.normalization(settings);
    EvaluationTables rows = new EvaluationTables();
    long step = result.progress().iteration();
    int epoch = config.plan().roundAt(step - 1, 0).epoch();
    if (settings.integer("dataset.validation-examples") > 0) {
      evaluate(evaluation, images.validation(normalization), result, rows, modelSha256, epoch);
    }
    ClassificationReport test =
        evaluate(evaluation, images.test(normalization), result, rows, modelSha256, epoch);
    Manifest complete = manifest.withModelSha256(modelSha256);
    store.writeAtomically(store.model(run), stream -> stream.write(model));
    store.writeAtomically(store.manifest(run), complete.toJson());
    rows.write(tables, run);
    tables.replace(ParamRow.TABLE, run, ParamRow.of(complete.config()));
    writeHistory();
    tables.replace(
        RunRow.TABLE, run, List.of(row(complete, config, RunStatus.FINISHED, Optional.empty())));
    Summary summary = summary(config, result, test);
    store.writeAtomically(store.summary(run), summary.toJson());
    out.println(SummaryText.of(config, summary, test, store, run));
    out.println("next: " + nextCommand());
  }

  /** The command that evaluates this run's model as it was trained. */
  private String nextCommand() {
    StringBuilder command = new StringBuilder("submit/local evaluate");
    if (!storeOption.equals(StoreOptions.DEFAULT)) {
      command.append(" --store ").append(storeOption);
    }
    String dataPath = settings.text("data.path");
    if (!dataPath.equals(Settings.load(null, List.of()).text("data.path"))) {
      command.append(" --set data.path=").append(dataPath);
    }
    return command.append(" --model ").append(SummaryText.shown(store.model(run))).toString();
  }

  /**
   * The metrics and rounds so far: the journal's, and those that came after the last checkpoint.
   */
  private void writeHistory() {
    tables.replace(
        MetricRow.TABLE,
        run,
        journal
            .metrics(spark)
            .unionByName(MetricRow.TABLE.dataset(spark, recorder.pendingMetrics())));
    tables.replace(
        RoundRow.TABLE,
        run,
        journal.rounds(spark).unionByName(RoundRow.TABLE.dataset(spark, recorder.pendingRounds())));
  }

  private ClassificationReport evaluate(
      DistributedEvaluation evaluation,
      EvaluationImages images,
      TrainingResult result,
      EvaluationTables rows,
      String modelSha256,
      int epoch) {
    ClassificationReport report =
        rows.evaluate(
                evaluation,
                images,
                result.model(),
                modelSha256,
                settings.flag("evaluate.test-time-flips"))
            .report();
    recorder.evaluation(images.split(), report, result.progress().iteration(), epoch);
    return report;
  }

  private Summary summary(TrainConfig config, TrainingResult result, ClassificationReport test) {
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
        TrainingProgress.epochs(config.plan()),
        progress.iteration(),
        progress.rounds(),
        progress.examples(),
        config.plan().workers(),
        Optional.of(result.parametersSha256()),
        Optional.of(store.model(run).toString()),
        Optional.empty());
  }

  /** Marks the run as failed, as far as the store still lets it. */
  private void fail(Manifest manifest, TrainConfig config, Exception failure) {
    String message = Main.userError(failure).map(UserError::getMessage).orElse(failure.toString());
    message = message.lines().findFirst().orElse("");
    try {
      writeHistory();
      tables.replace(
          RunRow.TABLE,
          run,
          List.of(row(manifest, config, RunStatus.FAILED, Optional.of(message))));
      store.writeAtomically(
          store.summary(run),
          new Summary(
                  run,
                  RunStatus.FAILED,
                  OptionalDouble.empty(),
                  OptionalDouble.empty(),
                  OptionalDouble.empty(),
                  (Instant.now().toEpochMilli() - startedAt.toEpochMilli()) / 1e3,
                  recorder.epochs(),
                  recorder.iterations(),
                  recorder.rounds(),
                  recorder.examples(),
                  config.plan().workers(),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.of(message))
              .toJson());
    } catch (RuntimeException storeFailed) {
      failure.addSuppressed(storeFailed);
    }
  }

  private RunRow row(
      Manifest manifest, TrainConfig config, RunStatus status, Optional<String> error) {
    return new RunRow(
        recipe,
        status,
        startedAt,
        status == RunStatus.RUNNING ? Optional.empty() : Optional.of(Instant.now()),
        manifest,
        config.plan().workers(),
        Optional.empty(),
        error);
  }

  /** Shows, records and evaluates while the run goes on. */
  private final class Listener implements TrainingListener {
    private final TrainingProgress progress;
    private final CifarImages images;
    private final DistributedEvaluation evaluation;
    private final TrainConfig config;

    Listener(
        TrainingProgress progress,
        CifarImages images,
        DistributedEvaluation evaluation,
        TrainConfig config) {
      this.progress = progress;
      this.images = images;
      this.evaluation = evaluation;
      this.config = config;
    }

    @Override
    public void started(Progress at) {
      recorder.resume(at);
      if (at.iteration() > 0) {
        out.println(
            String.format(
                Locale.ROOT, "resumed from the checkpoint at iteration %,d", at.iteration()));
      }
    }

    @Override
    public void roundFinished(RoundReport round) {
      recorder.round(round);
      progress.show(round);
    }

    @Override
    public void epochFinished(EpochReport epoch) {
      recorder.metric("train", "epoch_loss", epoch.loss(), epoch.iteration(), epoch.epoch());
      int every = settings.integer("evaluate.every-epochs");
      boolean last = epoch.iteration() >= config.plan().iterations();
      if (last || every == 0 || (epoch.epoch() + 1) % every != 0) {
        return; // the end has its own evaluation
      }
      Normalization normalization = Recipes.normalization(settings);
      if (settings.integer("dataset.validation-examples") > 0) {
        evaluate(images.validation(normalization), epoch);
      }
      evaluate(images.test(normalization), epoch);
    }

    private void evaluate(EvaluationImages split, EpochReport epoch) {
      ClassificationReport report =
          ClassificationReport.of(evaluation.evaluate(split, epoch.model(), false));
      recorder.evaluation(split.split(), report, epoch.iteration(), epoch.epoch());
      progress.note(
          String.format(
              Locale.ROOT,
              "epoch %d: training loss %.3f, %s accuracy %.2f %%, loss %.3f",
              epoch.epoch() + 1,
              epoch.loss(),
              split.split(),
              100 * report.accuracy(),
              report.loss()));
    }

    @Override
    public void beforeCheckpoint(long iteration) {
      recorder.flush(iteration);
    }
  }
}
