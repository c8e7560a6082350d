package org.sparkresnet.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.BuildInfo;
import org.sparkresnet.config.Settings;
import org.sparkresnet.config.SettingsCheck;
import org.sparkresnet.jobs.RunLocks;
import org.sparkresnet.jobs.SparkSessions;
import org.sparkresnet.jobs.retrain.RetrainJob;
import org.sparkresnet.lock.FolderLock;
import org.sparkresnet.registry.Decision;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The job for schedulers. */
@Command(
    name = "retrain",
    mixinStandardHelpOptions = true,
    versionProvider = BuildInfo.class,
    description = {
      "Trains a candidate if data or recipe are others than the champion's, compares both on the same"
          + " test images, and promotes the candidate if the promotion policy allows it. Every"
          + " decision stands with its reason in the table promotions.",
      "",
      "The same command goes on with a run that was killed, wherever that was, and decides once.",
      "",
      "  submit/local retrain --config conf/quick.conf --set data.path=data/cifar-10,increments/*",
      "  submit/local retrain --config conf/quick.conf --dry-run",
      "",
      "Exit code: 0 promoted or nothing new, 4 the champion was kept."
    })
public final class RetrainCommand implements Callable<Integer> {
  /** Exit code of a candidate that is not promoted. */
  static final int KEPT = 4;

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private StoreOptions storeOptions;

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description =
          "Name of the run in the store (default: made from data, recipe and champion, so that the"
              + " same command names the same run).")
  private String runId;

  @Option(
      names = "--force",
      description = "Train although neither data nor recipe changed, or the run has decided.")
  private boolean force;

  @Option(
      names = "--dry-run",
      description = "Train and decide, but neither register the candidate nor promote it.")
  private boolean dryRun;

  @Option(
      names = "--replace-damaged-champion",
      description =
          "Where the champion's file is damaged, promote a candidate that reaches the floor.")
  private boolean replaceDamaged;

  /**
   * What the command line asks for.
   *
   * @param run the run's name; empty for the derived one
   */
  public record Options(
      Optional<RunId> run, boolean force, boolean dryRun, boolean replaceDamaged) {}

  @Override
  public Integer call() throws Exception {
    Settings settings = common.settings();
    SettingsCheck.all(settings);
    Options options =
        new Options(Optional.ofNullable(runId).map(RunId::new), force, dryRun, replaceDamaged);
    try (SparkSession spark = SparkSessions.open("spark-resnet retrain")) {
      Store store = Store.open(storeOptions.store, spark.sparkContext().hadoopConfiguration());
      store.requireWritable();
      PrintWriter out = spec.commandLine().getOut();
      Decision.Outcome outcome;
      try (FolderLock alone = lock(spark, store, settings, out)) {
        outcome =
            new RetrainJob(spark, store, settings, common.recipeName(), options, alone, out).run();
      }
      return outcome == Decision.Outcome.KEPT ? KEPT : 0;
    }
  }

  /** One job at a time retrains a model; its registry can be changed by hand meanwhile. */
  private static FolderLock lock(
      SparkSession spark, Store store, Settings settings, PrintWriter out) {
    Registry registry = Registry.open(store, settings.text("registry.model"));
    return RunLocks.acquire(
        store,
        new Path(registry.folder(), "retraining"),
        "retraining of " + registry.name(),
        spark.sparkContext().applicationId(),
        settings,
        out);
  }
}
