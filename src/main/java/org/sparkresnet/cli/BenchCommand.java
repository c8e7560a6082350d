package org.sparkresnet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.UserError;
import org.sparkresnet.cifar.DataChecks;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.Minibatches;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.dataset.TrainingImages;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.results.BenchRow;
import org.sparkresnet.results.Manifest;
import org.sparkresnet.results.RunId;
import org.sparkresnet.results.RunRow;
import org.sparkresnet.results.RunStatus;
import org.sparkresnet.results.Store;
import org.sparkresnet.results.TableWriter;
import org.sparkresnet.train.LearningRate;
import org.sparkresnet.train.Optimizer;
import org.sparkresnet.train.ReplicaSpec;
import org.sparkresnet.train.TrainConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How fast this build is here, next to what is possible. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    versionProvider = BuildInfo.class,
    sortOptions = false,
    description = {
      "Measures training and inference of this build, on and without Spark, next to the bare oneDNN"
          + " kernels and to stock DL4J layers, on this machine and in one run. Prints a table and"
          + " writes it to the store.",
      "",
      "The network is that of the configuration; nothing else should run on the machine.",
      "",
      "  submit/local bench",
      "  submit/local bench --set model.depth=110 --seconds 30 --no-stock"
    })
final class BenchCommand implements Callable<Integer> {
  /** Images that replicas without Spark see again and again. */
  private static final int MOST_IMAGES = 4096;

  /** Speed does not depend on it, but a large one could diverge. */
  private static final LearningRate SMALL = new LearningRate.Constant(1e-3);

  @Spec private CommandSpec command;
  @Mixin private CommonOptions common;
  @Mixin private StoreOptions storeOptions;

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = "Name of the run in the store (default: bench and time).")
  private String runId;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Seconds to measure each figure for (default: ${DEFAULT-VALUE}).")
  private double seconds = 10;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Images in a minibatch of one worker (default: ${DEFAULT-VALUE}).")
  private int batch = 128;

  @Option(
      names = "--stock",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Whether to measure stock DL4J layers too (default: yes).")
  private boolean stock;

  @Override
  public Integer call() throws IOException {
    Settings settings = common.settings();
    Recipes.validate(settings);
    new BenchPlan(batch, seconds, 1, stock); // refuses bad options before Spark is there
    if (Recipes.layers(settings) == LayerSet.STOCK) {
      throw UserError.usage(
          "bench compares oneDNN's layers with stock ones: model.layers cannot be stock here");
    }
    RunId run = RunIds.orNew(runId, "bench");
    Instant begin = Instant.now();
    try (SparkSession spark = Sessions.open("spark-resnet bench " + run)) {
      requireOneMachine(spark);
      Store store = Store.open(storeOptions.store, spark.sparkContext().hadoopConfiguration());
      store.requireWritable();
      measure(spark, store, settings, run, begin);
    }
    command.commandLine().getOut().println("tables: " + storeOptions.store + "/tables, run " + run);
    return 0;
  }

  private static void requireOneMachine(SparkSession spark) {
    if (!spark.sparkContext().isLocal()
        || spark.sparkContext().getConf().getInt("spark.task.cpus", 1) != 1) {
      throw UserError.usage(
          "bench needs a local master and spark.task.cpus = 1, as submit/local has; master is: "
              + spark.sparkContext().master());
    }
  }

  private void measure(SparkSession spark, Store store, Settings settings, RunId run, Instant begin)
      throws IOException {
    PrintWriter out = command.commandLine().getOut();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    MissingData.fetch(settings.text("data.path"), context.hadoopConfiguration(), out);
    BenchPlan plan = new BenchPlan(batch, seconds, Sessions.taskSlots(spark), stock);
    try (CifarImages images =
        CifarImages.load(
            context,
            settings.text("data.path"),
            plan.cores(),
            settings.integer("dataset.validation-examples"),
            Recipes.thresholds(settings))) {
      DataChecks.requireUsable(images.checks());
      TrainConfig recipe = Recipes.training(settings, plan.cores(), images.trainingExamples());
      ReplicaSpec spec = spec(recipe);
      Manifest manifest =
          Provenances.manifest(run, "bench", settings, spec.layers(), spark)
              .withDataSha256(images.sha256());
      TrainingImages training = images.training(Recipes.normalization(settings));
      Minibatches minibatches =
          new Minibatches(
              batch, training.normalization(), recipe.augmentation(), recipe.labelSmoothing());
      BenchFigures figures =
          new BenchJob(
                  plan,
                  spec,
                  head(training),
                  minibatches,
                  new BenchRounds(context, training, recipe, plan.cores()),
                  out)
              .run();
      out.println(BenchText.of(figures, plan, spec, manifest));
      TableWriter tables = new TableWriter(spark, store);
      tables.replace(BenchRow.TABLE, run, figures.rows(spec.network().displayName()));
      tables.replace(
          RunRow.TABLE,
          run,
          List.of(
              new RunRow(
                  "bench",
                  RunStatus.FINISHED,
                  begin,
                  Optional.of(Instant.now()),
                  manifest,
                  plan.cores(),
                  Optional.empty(),
                  Optional.empty())));
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
  private Shard head(TrainingImages training) {
    Shard shard = training.shards().map(BenchCommand::head).first();
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
