package org.sparkresnet.jobs.train;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import org.sparkresnet.cifar.CheckResult;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.config.Recipe;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.evaluate.DistributedEvaluation;
import org.sparkresnet.evaluate.StatisticsRecomputation;
import org.sparkresnet.evaluate.Temperature;
import org.sparkresnet.jobs.DataCheckRecorder;
import org.sparkresnet.jobs.EvaluationRecorder;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.Manifests;
import org.sparkresnet.jobs.RunScope;
import org.sparkresnet.jobs.SavedModel;
import org.sparkresnet.jobs.StoredLooks;
import org.sparkresnet.jobs.TrainedRun;
import org.sparkresnet.jobs.TrainingObserver;
import org.sparkresnet.jobs.forecast.ClusterShape;
import org.sparkresnet.jobs.forecast.Forecast;
import org.sparkresnet.jobs.forecast.Forecaster;
import org.sparkresnet.jobs.forecast.Outline;
import org.sparkresnet.jobs.forecast.TrainingMeter;
import org.sparkresnet.nn.LogitScale;
import org.sparkresnet.nn.ModelDescription;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.rounds.RoundProgress;
import org.sparkresnet.store.RunCommand;
import org.sparkresnet.tables.journal.JournalReader;
import org.sparkresnet.tables.rows.PlanRow;
import org.sparkresnet.train.CheckpointFingerprint;
import org.sparkresnet.train.CheckpointPolicy;
import org.sparkresnet.train.CheckpointStore;
import org.sparkresnet.train.Trainer;
import org.sparkresnet.train.TrainingListener;
import org.sparkresnet.train.TrainingResult;
import org.sparkresnet.train.WhitenedStem;

/** One training under the lock of its run, on loaded images. Driver only. */
final class TrainingRun {
  private final JobContext context;
  private final TrainRequest request;
  private final CifarImages images;
  private final RunScope scope;
  private final TrainingListener watcher;

  /** Configuration with the averaging frequency resolved. */
  private final JobConfig config;

  private final TrainConfig trainConfig;

  private final ClusterShape cluster;
  private final TrainingMeter meter;
  private Forecast forecast;
  private long finalImages;

  TrainingRun(
      JobContext context,
      TrainRequest request,
      CifarImages images,
      int workers,
      RunScope scope,
      TrainingListener watcher) {
    this.context = context;
    this.request = request;
    this.images = images;
    this.scope = scope;
    this.watcher = watcher;
    this.config = request.config().resolved(workers, images.trainingExamples());
    this.trainConfig =
        WhitenedStem.of(
            config.trainConfig(workers, images.trainingExamples(), images.classes().size()),
            images.training(config.dataset().normalization()));
    this.cluster = ClusterShape.of(context, workers);
    this.meter = new TrainingMeter(workers, cluster, trainConfig.augmentation().crops());
  }

  /** Checks the data, trains, evaluates and stores everything. */
  TrainResult train() throws IOException {
    context.listener().note(images.classesText());
    scope.workers(trainConfig.plan().workers());
    scope.parent(request.parent());
    scope.describe(
        Manifests.of(
                scope.run(),
                request.label().command(),
                config,
                trainConfig.replica().layers(),
                context.spark())
            .withData(images.sha256(), images.summary())
            .withTraining(request.training(trainConfig.plan().workers())));
    StoredLooks.of(context, scope).requireWhole();
    CheckpointPolicy checkpoints = checkpoints();
    if (goesOn(checkpoints)) { // to be asked before anything of an earlier attempt is replaced
      scope.continueEarlier();
    }
    checkpoints.store().dropLeftovers();
    TrainRecorder recorder = new TrainRecorder(context, scope, trainConfig.plan(), config);
    recorder.begin();
    RunReport report = new RunReport(context, scope, images);
    TrainResult result;
    try {
      checkData();
      forecast();
      result = finish(iterate(checkpoints, recorder.rounds()), recorder);
    } catch (Throwable e) { // Spark's own is checked, and Scala throws it undeclared
      recorder.fail(e);
      report.writeAfterFailure();
      throw e;
    }
    scope.keepRow(); // everything is stored: what fails in telling it changes nothing
    result
        .trained()
        .ifPresentOrElse(
            context.listener()::trained,
            () -> context.listener().paused(scope.run(), result.plan(), result.progress()));
    report.write(scope.writer());
    return result;
  }

  /** Tells whether the run goes on from a checkpoint: the rows up to there must be whole. */
  private boolean goesOn(CheckpointPolicy checkpoints) {
    OptionalLong iteration = checkpoints.resumesAt();
    if (iteration.isEmpty()) {
      return false;
    }
    Optional<String> fault =
        new JournalReader(scope.store(), scope.run()).fault(iteration.getAsLong());
    if (fault.isPresent()) {
      if (request.beginning() != TrainRequest.Beginning.USABLE_CHECKPOINT) {
        throw UserError.data(fault.get() + "; --fresh begins again");
      }
      context.listener().warning(fault.get() + ": beginning again");
      checkpoints.store().clear();
    }
    return fault.isEmpty();
  }

  private void checkData() {
    List<CheckResult> checks = new ArrayList<>(images.checks());
    checks.addAll(request.checks());
    DataCheckRecorder.write(scope, checks, context.listener());
    if (request.label().command()
        == RunCommand.TRAIN) { // a candidate is compared with the champion
      EarlierImages.warning(context, scope.run(), request.label().name(), images.summary())
          .ifPresent(context.listener()::warning);
    }
  }

  /** Says what is expected of the training, by what the store knows; reads some rows. */
  private void forecast() {
    Outline outline = Outline.of(config, trainConfig, cluster, images);
    forecast =
        new Forecaster(context, outline, scope.manifest().environment().cpuModel(), scope.run())
            .of(outline);
    finalImages = outline.finalImages();
    context.listener().note(forecast.line(outline));
  }

  private TrainingResult iterate(CheckpointPolicy checkpoints, RoundRecorder rounds)
      throws IOException {
    try (TrainingObserver observer = context.listener().training(scope.run(), trainConfig)) {
      EpochEvaluator evaluator =
          new EpochEvaluator(
              config, trainConfig, images, statistics(), evaluation(), rounds, observer, meter);
      return new Trainer(
              context.sparkContext(),
              images.training(config.dataset().normalization()),
              trainConfig,
              request.start(),
              checkpoints,
              config.train().execution().observing(config.exampleDynamics()),
              TrainingListener.of(watch(), meter, rounds, evaluator, observer, watcher))
          .run();
    }
  }

  private TrainResult finish(TrainingResult result, TrainRecorder recorder) {
    Optional<TrainedRun> trained = Optional.empty();
    if (result.finished()) {
      // A kept model gets the statistics that it was evaluated with: its weights determine them.
      trained =
          Optional.of(store(result.withModel(statistics().recompute(result.model())), recorder));
    } else {
      recorder.pause();
    }
    return new TrainResult(scope.run(), trainConfig.plan(), result.progress(), trained);
  }

  private TrainedRun store(TrainingResult uncalibrated, TrainRecorder recorder) {
    meter.readMemory(context);
    Optional<Temperature> temperature =
        new Calibration(context, config, trainConfig, images, evaluation(), recorder.rounds())
            .fit(uncalibrated);
    TrainingResult result =
        temperature
            .map(
                it ->
                    uncalibrated.withModel(
                        LogitScale.divided(
                            trainConfig.replica().network(), uncalibrated.model(), it.value())))
            .orElse(uncalibrated);
    EvaluationRecorder rows = new EvaluationRecorder(images.classes());
    long begin = System.nanoTime();
    FinalEvaluation.Scores scores =
        new FinalEvaluation(config, trainConfig, images, evaluation(), recorder.rounds())
            .of(result, rows);
    meter.evaluated(finalImages, (System.nanoTime() - begin) / 1e9);
    ModelDescription description =
        ModelDescription.of(
                images.classes(),
                config.dataset().normalization(),
                OptionalDouble.of(scores.test().report().accuracy()),
                images.sha256())
            .withFit(images.fit());
    byte[] model =
        SavedModel.toBytes(
            trainConfig.replica(),
            result.model(),
            temperature.map(it -> description.withTemperature(it.value())).orElse(description));
    return new TrainedRun(
        trainConfig,
        result,
        recorder.finish(
            model, Sha256.of(model), rows, result, scores.test().report(), this::planRows),
        scores.test(),
        scores.training(),
        context.store().model(scope.run()));
  }

  /** What was predicted beside what came. */
  private List<PlanRow> planRows(double accuracy) {
    double seconds = Duration.between(scope.startedAt(), Instant.now()).toMillis() / 1e3;
    return forecast.rows(meter.ofTraining(seconds, accuracy));
  }

  private StatisticsRecomputation statistics() {
    return new StatisticsRecomputation(
        context.sparkContext(),
        trainConfig.replica(),
        images.training(config.dataset().normalization()),
        trainConfig.plan().batchSize(),
        config.evaluate().recomputeStatistics());
  }

  private DistributedEvaluation evaluation() {
    return new DistributedEvaluation(
        context.sparkContext(),
        trainConfig.replica().with(config.evaluationLayers()),
        config.evaluate().batchSize());
  }

  /**
   * Stops a run that lost its lock, whose next checkpoint would be written over another's, passes
   * on warnings, and notes the CPU kernels at once: however the run ends, its manifest tells them.
   */
  private TrainingListener watch() {
    return new TrainingListener() {
      @Override
      public void warning(String line) {
        context.listener().warning(line);
      }

      @Override
      public void computedWith(String kernels) {
        scope.describe(scope.manifest().withCpuKernels(kernels));
        scope.storeManifest();
      }

      @Override
      public void progressed(RoundProgress round) {
        scope.requireNotLost();
      }
    };
  }

  private CheckpointPolicy checkpoints() {
    CheckpointStore checkpoints =
        new CheckpointStore(
                scope.writer().files(),
                scope.store().checkpoints(scope.run()),
                config.checkpoint().keep(),
                Recipe::canonical)
            .of(trainConfig);
    CheckpointPolicy policy =
        new CheckpointPolicy(
            checkpoints,
            CheckpointFingerprint.of(resultKeys(), images.sha256()),
            config.checkpoint().everyIterations(),
            request.until());
    switch (request.beginning()) {
      case START -> checkpoints.clear();
      case USABLE_CHECKPOINT ->
          policy
              .dropUnusable()
              .ifPresent(reason -> context.listener().warning(reason + ": beginning again"));
      case CHECKPOINT -> {}
    }
    return policy;
  }

  /** Keys that, with the data, determine every bit of the result. */
  private SortedMap<String, String> resultKeys() {
    SortedMap<String, String> keys =
        config.recipe().resultKeys(trainConfig, context.coresOfATask());
    request.origin().ifPresent(origin -> keys.put("start", origin.sha256()));
    return keys;
  }
}
