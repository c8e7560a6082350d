package org.sparkresnet.cli;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.BuildInfo;
import org.sparkresnet.config.Settings;
import org.sparkresnet.config.SettingsCheck;
import org.sparkresnet.dataset.LabelMode;
import org.sparkresnet.dataset.ScoringImages;
import org.sparkresnet.files.Locations;
import org.sparkresnet.jobs.RunIds;
import org.sparkresnet.jobs.RunLocks;
import org.sparkresnet.jobs.SavedModel;
import org.sparkresnet.jobs.SparkSessions;
import org.sparkresnet.jobs.evaluate.ScoreJob;
import org.sparkresnet.lock.FolderLock;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks a saved model about new images. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    versionProvider = BuildInfo.class,
    description = {
      "Asks a saved model about the images of CIFAR-format files, with labels or without, and writes"
          + " one row an image to the table predictions, with the model's version, the file and the"
          + " place in it.",
      "",
      "The SHA-256 in the registry, or in manifest.json beside the model, is verified first. Where"
          + " there are labels, the accuracy is printed.",
      "",
      "  submit/local score --model champion --input incoming/2026-11-24",
      "  submit/local score --model v7 --input 'incoming/*' --run-id nightly-2026-11-24"
    })
final class ScoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private StoreOptions storeOptions;
  @Mixin private ModelOption modelOption;

  @Option(
      names = "--input",
      required = true,
      arity = "1..*",
      paramLabel = "PATH",
      description =
          "Folders (every *.bin in them), files and globs on any Hadoop file system; each file"
              + " counts once.")
  private List<String> inputs;

  @Option(
      names = "--labels",
      paramLabel = "yes|no|auto",
      description =
          "Whether a record begins with a label: 3,073 bytes, or 3,072 without (default: auto, as"
              + " the length of each file says).")
  private LabelMode labels = LabelMode.AUTO;

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = "Name of the run in the store (default: score and time).")
  private String runId;

  @Override
  public Integer call() {
    Instant begin = Instant.now();
    Settings settings = common.settings();
    SettingsCheck.all(settings);
    inputs.forEach(path -> Locations.requireNoPassword("--input", path));
    RunId run = RunIds.orNew(runId, "score");
    try (SparkSession spark = SparkSessions.open("spark-resnet score " + run)) {
      Configuration hadoop = spark.sparkContext().hadoopConfiguration();
      Store store = Store.open(storeOptions.store, hadoop);
      store.requireWritable();
      SavedModel.Loaded loaded = modelOption.load(hadoop, store, settings);
      ScoringImages images = ScoringImages.find(hadoop, inputs, labels);
      try (FolderLock lock =
          RunLocks.acquire(store, run, "score", settings, spark, spec.commandLine().getOut())) {
        Store locked = RunLocks.store(store, lock, settings);
        new ScoreJob(spark, locked, settings, run, version(settings, loaded), begin)
            .run(loaded, images, spec.commandLine().getOut());
      }
    }
    spec.commandLine().getOut().println("tables: " + storeOptions.store + "/tables, run " + run);
    return 0;
  }

  /** What names the same model also when there is another champion. */
  private Optional<String> version(Settings settings, SavedModel.Loaded loaded) {
    return modelOption
        .registered(settings)
        .map(named -> named.model() + "@" + loaded.version().orElseThrow());
  }
}
