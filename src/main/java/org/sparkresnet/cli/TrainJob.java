package org.sparkresnet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.cifar.Sha256;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.EvaluationImages;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.evaluate.DistributedEvaluation;
import org.sparkresnet.results.FolderLock;
import org.sparkresnet.results.Manifest;
import org.sparkresnet.results.RunId;
import org.sparkresnet.results.Store;
import org.sparkresnet.results.Summary;
import org.sparkresnet.results.TableWriter;
import org.sparkresnet.train.CheckpointPolicy;
import org.sparkresnet.train.CheckpointStore;
import org.sparkresnet.train.Fingerprint;
import org.sparkresnet.train.TrainConfig;
import org.sparkresnet.train.Trainer;
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
  }

  /**
   * Trains, or goes on training.
   *
   * @param pauseAt iteration to stop at
   * @param fresh whether to drop the checkpoints of an earlier attempt
   * @throws org.sparkresnet.UserError of kind LOCKED if another job works on the run
   */
  void run(long pauseAt, boolean fresh) throws Exception {
    MissingData.fetch(settings.paths("data.path"), spark.sparkContext().hadoopConfiguration(), out);
    int workers = Recipes.workers(settings, () -> Sessions.taskSlots(spark));
    try (CifarImages images = ConfiguredImages.load(context, settings, workers);
        FolderLock lock = RunLocks.acquire(store, run, settings, spark, out)) {
      run(images, workers, lock, pauseAt, fresh);
    }
  }

  private void run(CifarImages images, int workers, FolderLock lock, long pauseAt, boolean fresh)
      throws Exception {
    Store locked = RunLocks.store(store, lock, settings);
    TrainConfig config = Recipes.training(settings, workers, images.trainingExamples());
    Manifest manifest =
        Provenances.manifest(run, "train", settings, config.replica().layers(), spark)
            .withDataSha256(images.sha256());
    CheckpointPolicy checkpoints = checkpoints(locked, config, images, pauseAt, fresh);
    DataCheckTable.write(new TableWriter(spark, locked), run, images.checks(), out);
    TrainRecords records =
        new TrainRecords(spark, locked, run, recipe, config.plan().workers(), manifest);
    records.begin(settings);
    announce(config);
    try {
      train(images, config, checkpoints, records, lock);
    } catch (Exception e) { // Spark's own is checked, and Scala throws it undeclared
      records.fail(e);
      throw e;
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
            Fingerprint.of(
                Recipes.determining(
                    settings, config, context.getConf().get("spark.task.cpus", "1")),
                images.sha256()),
            settings.longInteger("checkpoint.every-iterations"),
            pauseAt);
    if (fresh) {
      checkpoints.clear();
    } else {
      policy.requireUsable(); // before anything of an earlier attempt is replaced
    }
    checkpoints.dropLeftovers();
    return policy;
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
            settings.values().get("train.averaging-frequency"),
            run));
  }

  private void train(
      CifarImages images,
      TrainConfig config,
      CheckpointPolicy checkpoints,
      TrainRecords records,
      FolderLock lock)
      throws IOException {
    DistributedEvaluation evaluation =
        new DistributedEvaluation(
            context, config.replica(), settings.integer("evaluate.batch-size"));
    TrainingResult result;
    try (TrainEvents events =
        new TrainEvents(
            out, settings, config.plan(), images, evaluation, records.recorder(), lock)) {
      result =
          new Trainer(
                  context,
                  images.training(Recipes.normalization(settings)),
                  config,
                  checkpoints,
                  Recipes.collectLimit(settings),
                  events)
              .run();
    }
    if (result.finished()) {
      finish(images, config, records, evaluation, result);
      return;
    }
    records.pause();
    out.println(
        String.format(
            Locale.ROOT,
            "paused at iteration %,d of %,d; the same command with --run-id %s and without --pause-at (or a later one) goes on",
            result.progress().iteration(),
            config.plan().iterations(),
            run));
  }

  private void finish(
      CifarImages images,
      TrainConfig config,
      TrainRecords records,
      DistributedEvaluation evaluation,
      TrainingResult result) {
    byte[] model = Models.toBytes(config.replica(), result.model());
    String modelSha256 = Sha256.of(model);
    Normalization normalization = Recipes.normalization(settings);
    EvaluationTables rows = new EvaluationTables();
    long step = result.progress().iteration();
    int epoch = config.plan().roundAt(step - 1, 0).epoch();
    RunRecorder recorder = records.recorder();
    if (settings.integer("dataset.validation-examples") > 0) {
      EvaluationImages validation = images.validation(normalization);
      recorder.evaluation(
          validation.split(),
          evaluate(evaluation, validation, result, rows, modelSha256),
          step,
          epoch);
    }
    EvaluationImages testImages = images.test(normalization);
    ClassificationReport test = evaluate(evaluation, testImages, result, rows, modelSha256);
    recorder.evaluation(testImages.split(), test, step, epoch);
    Summary summary =
        records.finish(
            model, modelSha256, rows, result, TrainingProgress.epochs(config.plan()), test);
    out.println(SummaryText.of(config, summary, test, store, run));
    out.println("next: " + nextCommand());
  }

  private ClassificationReport evaluate(
      DistributedEvaluation evaluation,
      EvaluationImages images,
      TrainingResult result,
      EvaluationTables rows,
      String modelSha256) {
    return rows.evaluate(
            evaluation,
            images,
            result.model(),
            modelSha256,
            settings.flag("evaluate.test-time-flips"))
        .report();
  }

  /** The command that evaluates this run's model as it was trained. */
  private String nextCommand() {
    StringBuilder command = new StringBuilder("submit/local evaluate");
    if (!storeOption.equals(StoreOptions.DEFAULT)) {
      command.append(" --store ").append(storeOption);
    }
    String dataPath = settings.values().get("data.path");
    if (!dataPath.equals(Settings.load(null, List.of()).text("data.path"))) {
      command.append(" --set ").append(SummaryText.shell("data.path=" + dataPath));
    }
    return command.append(" --model ").append(SummaryText.shown(store.model(run))).toString();
  }
}
