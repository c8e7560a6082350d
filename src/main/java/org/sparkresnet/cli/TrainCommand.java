package org.sparkresnet.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.BuildInfo;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.Recipes;
import org.sparkresnet.config.Settings;
import org.sparkresnet.config.SettingsCheck;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.jobs.ConfiguredImages;
import org.sparkresnet.jobs.MissingData;
import org.sparkresnet.jobs.RunIds;
import org.sparkresnet.jobs.SparkSessions;
import org.sparkresnet.jobs.train.TrainJob;
import org.sparkresnet.jobs.train.TrainRequest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    versionProvider = BuildInfo.class,
    description = {
      "Trains a network with parameter averaging, evaluates it on the test images, and writes model,"
          + " summary and Parquet tables to the store.",
      "",
      "CIFAR-10 is fetched into data.path if it is a local folder without it. A run that was stopped"
          + " goes on from its newest checkpoint when the same command is given again with its"
          + " --run-id.",
      "",
      "  submit/local train --config conf/quick.conf",
      "  submit/local train --config conf/resnet20.conf --run-id paper-20 --pause-at 8000",
      "  submit/local train --set model.depth=56 --set train.epochs=10"
    })
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private StoreOptions storeOptions;

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = "Name of the run in the store (default: recipe and time).")
  private String runId;

  @Option(
      names = "--pause-at",
      paramLabel = "ITERATION",
      description = "Stop with a checkpoint after the round that reaches this iteration.")
  private long pauseAt = Long.MAX_VALUE;

  @Option(names = "--fresh", description = "Begin again: drop the run's checkpoints.")
  private boolean fresh;

  @Override
  public Integer call() throws Exception {
    Settings settings = common.settings();
    SettingsCheck.all(settings);
    if (pauseAt < 1) {
      throw UserError.usage("--pause-at must be at least 1, cannot be: " + pauseAt);
    }
    RunId run = RunIds.orNew(runId, common.recipeName());
    try (SparkSession spark = SparkSessions.open("spark-resnet train " + run)) {
      Store store = Store.open(storeOptions.store, spark.sparkContext().hadoopConfiguration());
      store.requireWritable();
      train(spark, store, settings, run);
    }
    return 0;
  }

  private void train(SparkSession spark, Store store, Settings settings, RunId run)
      throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    MissingData.fetch(settings.paths("data.path"), spark.sparkContext().hadoopConfiguration(), out);
    int workers = Recipes.workers(settings, () -> SparkSessions.taskSlots(spark));
    Settings settled = Recipes.settled(settings, workers);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    try (CifarImages images = ConfiguredImages.load(context, settings, workers)) {
      new TrainJob(spark, store, settled, TrainRequest.train(run, common.recipeName()), out)
          .run(images, workers, pauseAt, fresh)
          .ifPresent(trained -> out.println("next: " + nextCommand(settings, store.model(run))));
    }
  }

  /** The command that evaluates this run's model as it was trained. */
  private String nextCommand(Settings settings, Path model) {
    StringBuilder command = new StringBuilder("submit/local evaluate").append(storeOptions.again());
    String dataPath = settings.values().get("data.path");
    if (!dataPath.equals(Settings.load(null, List.of()).text("data.path"))) {
      command.append(" --set ").append(TrainText.shell("data.path=" + dataPath));
    }
    return command.append(" --model ").append(TrainText.shell(TrainText.shown(model))).toString();
  }
}
