package org.sparkresnet.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.sparkresnet.cifar.DataChecks;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.Minibatches;
import org.sparkresnet.dataset.PatchCovariance;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.dataset.TrainingImages;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.Manifests;
import org.sparkresnet.jobs.RunLabel;
import org.sparkresnet.jobs.RunScope;
import org.sparkresnet.jobs.TrainingData;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.replica.LearningRate;
import org.sparkresnet.replica.Muon;
import org.sparkresnet.replica.Optimizer;
import org.sparkresnet.replica.ReplicaSpec;
import org.sparkresnet.replica.StemWhitening;
import org.sparkresnet.store.RunCommand;
import org.sparkresnet.tables.rows.BenchRow;

/**
 * Measures training and inference of this build, on and without Spark, next to the bare oneDNN
 * kernels and to stock DL4J layers, and writes the tables bench and runs. Driver only.
 */
public final class BenchJob {
  /** Images that replicas without Spark see again and again, unless a minibatch has more. */
  private static final int SEEN_IMAGES = 4096;

  /** Speed does not depend on it, but a large one could diverge. */
  private static final LearningRate SMALL = new LearningRate.Constant(1e-3);

  /** Nor on what whitens: this needs no images. */
  private static final StemWhitening OF_WHITE_IMAGES =
      new StemWhitening(
          IntStream.range(0, PatchCovariance.LENGTH * PatchCovariance.LENGTH)
              .mapToObj(i -> i % (PatchCovariance.LENGTH + 1) == 0 ? 1.0 : 0.0)
              .toList());

  private final JobContext context;

  /** Job on a context, which stays open. */
  public BenchJob(JobContext context) {
    this.context = context;
  }

  /**
   * Measures.
   *
   * @throws UserError of code USAGE on a Spark whose figures with and without Spark are not
   *     comparable
   */
  public BenchResult run(BenchRequest request) throws IOException {
    requireOneMachine();
    return RunScope.of(
        context,
        request.config(),
        RunLabel.of(RunCommand.BENCH),
        request.run(),
        scope -> measure(request, scope));
  }

  private void requireOneMachine() {
    if (!context.spark().sparkContext().isLocal()
        || context.sparkContext().getConf().getInt("spark.task.cpus", 1) != 1) {
      throw UserError.usage(
          "bench needs a local master and spark.task.cpus = 1, as submit/local has; master is: "
              + context.spark().sparkContext().master());
    }
  }

  private BenchResult measure(BenchRequest request, RunScope scope) throws IOException {
    JobConfig config = context.fitted(request.config()).withChosenPrecisions();
    TrainingData.fetchIfMissing(context, config);
    BenchPlan plan =
        new BenchPlan(request.batch(), request.seconds(), context.taskSlots(), request.stock());
    try (CifarImages images = TrainingData.load(context, config, plan.cores())) {
      DataChecks.requireUsable(images.checks());
      TrainConfig trainConfig =
          config.trainConfig(plan.cores(), images.trainingExamples(), images.classes().size());
      ReplicaSpec spec = spec(trainConfig, trainConfig.replica().layers());
      scope.workers(plan.cores());
      scope.describe(
          Manifests.of(scope.run(), RunCommand.BENCH, config, spec.layers(), context.spark())
              .withData(images.sha256(), images.summary()));
      scope.begin();
      TrainingImages training = images.training(config.dataset().normalization());
      Minibatches minibatches =
          new Minibatches(
              plan.batch(),
              images.classes().size(),
              training.normalization(),
              trainConfig.augmentation(),
              trainConfig.labelSmoothing());
      BenchFigures figures =
          new BenchMeasurements(
                  plan,
                  spec,
                  head(training, plan.batch()),
                  minibatches,
                  new BenchRounds(
                      context.sparkContext(),
                      training,
                      trainConfig,
                      config.train().execution(),
                      plan.cores()),
                  context.listener())
              .run();
      scope
          .tables()
          .replace(
              BenchRow.TABLE,
              scope.run(),
              figures.rows(spec.network().displayName(), spec.layers()));
      scope.finish();
      return new BenchResult(figures, plan, spec, scope.manifest());
    }
  }

  /**
   * The network and optimizer of a configuration, with some layers and learning rates that cannot
   * diverge.
   */
  static ReplicaSpec spec(TrainConfig trainConfig, LayerSet layers) {
    Optimizer optimizer = trainConfig.replica().optimizer();
    return new ReplicaSpec(
        trainConfig.replica().network(),
        layers,
        new Optimizer(
            SMALL,
            optimizer.momentum(),
            optimizer.nesterov(),
            optimizer.weightDecay(),
            optimizer.whitensStem(),
            optimizer.muon().isUsed() ? new Muon(SMALL, optimizer.muon().momentum()) : Muon.NONE),
        trainConfig.seed(),
        trainConfig.replica().portable(),
        optimizer.whitensStem() ? OF_WHITE_IMAGES : StemWhitening.NONE);
  }

  /** The first images of the first partition: all of them, or more than a minibatch. */
  private static Shard head(TrainingImages training, int batch) {
    JavaRDD<Shard> shards = training.shards();
    Shard shard =
        SparkJobNames.step(
            shards.context(),
            "images for replicas without Spark",
            () -> shards.map(it -> first(it, Math.max(SEEN_IMAGES, batch))).first());
    if (shard.size() < batch) {
      throw UserError.usage(
          "--batch must be at most a worker's share of the training images (%d), cannot be: %d"
              .formatted(shard.size(), batch));
    }
    return shard;
  }

  private static Shard first(Shard shard, int most) {
    int size = Math.min(shard.size(), most);
    return new Shard(
        Arrays.copyOf(shard.pixels(), size * Shard.IMAGE_BYTES),
        Arrays.copyOf(shard.labels(), size),
        Arrays.copyOf(shard.ids(), size));
  }
}
