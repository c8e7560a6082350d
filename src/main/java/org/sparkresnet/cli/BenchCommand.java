package org.sparkresnet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.bench.BenchPlan;
import org.sparkresnet.bench.BenchRun;
import org.sparkresnet.bench.ScalingJob;
import org.sparkresnet.bench.ScalingPlan;
import org.sparkresnet.bench.ScalingResume;
import org.sparkresnet.common.BuildInfo;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.Recipes;
import org.sparkresnet.config.Settings;
import org.sparkresnet.config.SettingsCheck;
import org.sparkresnet.jobs.RunIds;
import org.sparkresnet.jobs.RunLocks;
import org.sparkresnet.jobs.SparkSessions;
import org.sparkresnet.lock.FolderLock;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
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
      "With --scaling it trains the recipe instead, with several numbers of workers and averaging"
          + " frequencies, and shows speed, efficiency and accuracy after equal epochs. Every"
          + " worker's minibatches have train.batch-size images; with train.global-batch-size all"
          + " workers' together keep their size. Given again with its --run-id, a table that was"
          + " stopped goes on with the trainings it lacks.",
      "",
      "The network is that of the configuration; nothing else should run on the machine.",
      "",
      "  submit/local bench",
      "  submit/local bench --set model.depth=110 --seconds 30 --no-stock",
      "  submit/local bench --scaling --config conf/quick.conf --workers 1,2"
    })
final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private CommonOptions common;
  @Mixin private StoreOptions storeOptions;
  @Mixin private ScalingOptions scaling;

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = "Name of the run in the store (default: bench or scaling, and time).")
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
  public Integer call() throws Exception {
    Settings settings = common.settings();
    SettingsCheck.all(settings);
    RunId run;
    if (scaling.asked(command.commandLine().getParseResult())) {
      run = RunIds.orNew(runId, "scaling");
      scale(settings, run);
    } else {
      run = RunIds.orNew(runId, "bench");
      compare(settings, run);
    }
    command.commandLine().getOut().println("tables: " + storeOptions.store + "/tables, run " + run);
    return 0;
  }

  private void compare(Settings settings, RunId run) throws IOException {
    new BenchPlan(batch, seconds, 1, stock); // refuses bad options before Spark is there
    if (Recipes.layers(settings) == LayerSet.STOCK) {
      throw UserError.usage(
          "bench compares oneDNN's layers with stock ones: model.layers cannot be stock here");
    }
    try (SparkSession spark = SparkSessions.open("spark-resnet bench " + run)) {
      BenchRun.requireOneMachine(spark);
      PrintWriter out = command.commandLine().getOut();
      Store store = store(spark);
      try (FolderLock lock = RunLocks.acquire(store, run, "bench", settings, spark, out)) {
        new BenchRun(spark, RunLocks.store(store, lock, settings), settings, run, out)
            .measure(batch, seconds, stock);
      }
    }
  }

  private void scale(Settings settings, RunId run) throws Exception {
    scaling.plan(() -> 1).validate(settings); // before Spark is there
    try (SparkSession spark = SparkSessions.open("spark-resnet bench --scaling " + run)) {
      ScalingPlan plan = scaling.plan(() -> SparkSessions.taskSlots(spark));
      plan.validate(settings);
      PrintWriter out = command.commandLine().getOut();
      Store store = store(spark);
      try (FolderLock lock =
          RunLocks.acquire(store, run, ScalingResume.COMMAND, settings, spark, out)) {
        new ScalingJob(spark, RunLocks.store(store, lock, settings), settings, plan, run, out)
            .run();
      }
    }
  }

  private Store store(SparkSession spark) {
    Store store = Store.open(storeOptions.store, spark.sparkContext().hadoopConfiguration());
    store.requireWritable();
    return store;
  }
}
