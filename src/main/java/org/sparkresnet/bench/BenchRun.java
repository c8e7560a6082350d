package org.sparkresnet.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.cifar.DataChecks;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.Recipes;
import org.sparkresnet.config.Settings;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.Minibatches;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.dataset.TrainingImages;
import org.sparkresnet.jobs.ConfiguredImages;
import org.sparkresnet.jobs.Manifests;
import org.sparkresnet.jobs.MissingData;
import org.sparkresnet.jobs.SparkSessions;
import org.sparkresnet.replica.LearningRate;
import org.sparkresnet.replica.Optimizer;
import org.sparkresnet.replica.ReplicaSpec;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.BenchRow;
import org.sparkresnet.tables.RunRow;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.train.TrainConfig;

/** A run of bench: what it measures with, and the tables that it leaves. Driver only. */
public final class BenchRun {
  /** Images that replicas without Spark see again and again. */
  private static final int MOST_IMAGES = 4096;

  /** Speed does not depend on it, but a large one could diverge. */
  private static final LearningRate SMALL = new LearningRate.Constant(1e-3);

  private final SparkSession spark;
  private final Store store;
  private final Settings settings;
  private final RunId run;
  private final PrintWriter out;
  private final Instant begin = Instant.now();

  public BenchRun(SparkSession spark, Store store, Settings settings, RunId run, PrintWriter out) {
    this.spark = spark;
    this.store = store;
    this.settings = settings;
    this.run = run;
    this.out = out;
  }

  /** Refuses a Spark on which figures with and without Spark are not comparable. */
  public static void requireOneMachine(SparkSession spark) {
    if (!spark.sparkContext().isLocal()
        || spark.sparkContext().getConf().getInt("spark.task.cpus", 1) != 1) {
      throw UserError.usage(
          "bench needs a local master and spark.task.cpus = 1, as submit/local has; master is: "
              + spark.sparkContext().master());
    }
  }

  /** Measures and prints, and writes the tables. */
  public void measure(int batch, double seconds, boolean stock) throws IOException {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    MissingData.fetch(settings.paths("data.path"), context.hadoopConfiguration(), out);
    BenchPlan plan = new BenchPlan(batch, seconds, SparkSessions.taskSlots(spark), stock);
    try (CifarImages images = ConfiguredImages.load(context, settings, plan.cores())) {
      DataChecks.requireUsable(images.checks());
      TrainConfig recipe = Recipes.training(settings, plan.cores(), images.trainingExamples());
      ReplicaSpec spec = spec(recipe);
      Manifest manifest =
          Manifests.manifest(run, "bench", settings, spec.layers(), spark)
              .withData(images.sha256(), images.summary());
      TrainingImages training = images.training(Recipes.normalization(settings));
      Minibatches minibatches =
          new Minibatches(
              batch, training.normalization(), recipe.augmentation(), recipe.labelSmoothing());
      BenchFigures figures =
          new BenchJob(
                  plan,
                  spec,
                  head(training, batch),
                  minibatches,
                  new BenchRounds(context, training, recipe, plan.cores()),
                  out)
              .run();
      out.println(BenchText.of(figures, plan, spec, manifest));
      TableWriter tables = new TableWriter(spark, store);
      tables.replace(BenchRow.TABLE, run, figures.rows(spec.network().displayName()));
      tables.replace(
          RunRow.TABLE, run, List.of(RunRow.finished("bench", begin, manifest, plan.cores())));
    }
  }

  private static ReplicaSpec spec(TrainConfig recipe) {
    Optimizer optimizer = recipe.replica().optimizer();
    return new ReplicaSpec(
        recipe.replica().network(),
        recipe.replica().layers(),
        new Optimizer(SMALL, optimizer.momentum(), optimizer.nesterov(), optimizer.weightDecay()),
        recipe.seed());
  }

  /** The first images of the first partition. */
  private static Shard head(TrainingImages training, int batch) {
    Shard shard = training.shards().map(BenchRun::head).first();
    if (shard.size() < batch) {
      throw UserError.usage(
          "--batch must be at most a worker's share of the training images (%d), cannot be: %d"
              .formatted(shard.size(), batch));
    }
    return shard;
  }

  private static Shard head(Shard shard) {
    int size = Math.min(shard.size(), MOST_IMAGES);
    return new Shard(
        Arrays.copyOf(shard.pixels(), size * Shard.IMAGE_BYTES),
        Arrays.copyOf(shard.labels(), size),
        Arrays.copyOf(shard.ids(), size));
  }
}
