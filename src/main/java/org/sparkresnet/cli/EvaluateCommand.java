package org.sparkresnet.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.cifar.CifarFormat;
import org.sparkresnet.common.BuildInfo;
import org.sparkresnet.config.Recipes;
import org.sparkresnet.config.Settings;
import org.sparkresnet.config.SettingsCheck;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.EvaluationImages;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.evaluate.DistributedEvaluation;
import org.sparkresnet.evaluate.EvaluationText;
import org.sparkresnet.jobs.DataCheckRecorder;
import org.sparkresnet.jobs.EvaluationRecorder;
import org.sparkresnet.jobs.Inference;
import org.sparkresnet.jobs.Manifests;
import org.sparkresnet.jobs.RunIds;
import org.sparkresnet.jobs.RunLocks;
import org.sparkresnet.jobs.SavedModel;
import org.sparkresnet.jobs.SparkSessions;
import org.sparkresnet.lock.FolderLock;
import org.sparkresnet.replica.ReplicaSpec;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.RunRow;
import org.sparkresnet.tables.TableWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Evaluates a saved model. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    versionProvider = BuildInfo.class,
    description = {
      "Evaluates a saved model on the test images of data.path, prints the classes and the confusion"
          + " matrix, and writes the tables evaluations, per_class, confusion and predictions.",
      "",
      "The SHA-256 in the registry, or in manifest.json beside the model, is verified first.",
      "",
      "  submit/local evaluate --model store/runs/RUN/model.zip",
      "  submit/local evaluate --model champion",
      "  submit/local evaluate --model cifar-10@v000007"
    })
final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private StoreOptions storeOptions;
  @Mixin private ModelOption modelOption;

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = "Name of the evaluation in the store (default: evaluate and time).")
  private String runId;

  @Override
  public Integer call() {
    Settings settings = common.settings();
    SettingsCheck.all(settings);
    RunId run = RunIds.orNew(runId, "evaluate");
    Instant begin = Instant.now();
    try (SparkSession spark = SparkSessions.open("spark-resnet evaluate " + run)) {
      Store store = Store.open(storeOptions.store, spark.sparkContext().hadoopConfiguration());
      store.requireWritable();
      SavedModel.Loaded loaded =
          modelOption.load(spark.sparkContext().hadoopConfiguration(), store, settings);
      Normalization normalization =
          Inference.normalization(spark.sparkContext().hadoopConfiguration(), loaded, settings);
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      ReplicaSpec replica = Inference.replica(loaded, settings);
      Manifest manifest =
          Manifests.manifest(run, "evaluate", settings, replica.layers(), spark)
              .withModelSha256(loaded.sha256());
      try (FolderLock lock =
          RunLocks.acquire(store, run, "evaluate", settings, spark, spec.commandLine().getOut())) {
        try (CifarImages images =
            CifarImages.load(
                context,
                settings.paths("data.path"),
                Math.max(1, spark.sparkContext().defaultParallelism()),
                0,
                Recipes.thresholds(settings))) {
          TableWriter tables = new TableWriter(spark, RunLocks.store(store, lock, settings));
          DataCheckRecorder.write(tables, run, images.checks(), spec.commandLine().getErr());
          EvaluationRecorder rows = new EvaluationRecorder();
          DistributedEvaluation evaluation =
              new DistributedEvaluation(context, replica, settings.integer("evaluate.batch-size"));
          boolean flips = settings.flag("evaluate.test-time-flips");
          evaluate(evaluation, images.test(normalization), loaded, flips, rows);
          if (settings.flag("evaluate.training-images")) {
            spec.commandLine()
                .getOut()
                .println(
                    EvaluationText.trainingImages(
                        rows.evaluateTraining(
                            evaluation,
                            images,
                            normalization,
                            loaded.parameters(),
                            loaded.sha256())));
          }
          rows.write(tables, run);
          tables.replace(
              RunRow.TABLE,
              run,
              List.of(
                  RunRow.finished(
                      "evaluate", begin, manifest.withData(images.sha256(), images.summary()), 0)));
        }
      }
    }
    spec.commandLine().getOut().println("tables: " + storeOptions.store + "/tables, run " + run);
    return 0;
  }

  private void evaluate(
      DistributedEvaluation evaluation,
      EvaluationImages test,
      SavedModel.Loaded loaded,
      boolean flips,
      EvaluationRecorder rows) {
    PrintWriter out = spec.commandLine().getOut();
    EvaluationRecorder.Evaluated evaluated =
        rows.evaluate(evaluation, test, loaded.parameters(), loaded.sha256(), flips);
    ClassificationReport report = evaluated.report();
    out.println(
        String.format(
            Locale.ROOT,
            "%s%s on %,d test images: accuracy %.2f %%, top-5 %.2f %%, loss %.4f, MCC %.4f (%.1f s)%n",
            loaded.version().map(version -> version + ", ").orElse(""),
            loaded.network().displayName(),
            report.examples(),
            100 * report.accuracy(),
            100 * report.top5Accuracy(),
            report.loss(),
            report.mcc(),
            evaluated.seconds()));
    out.println(EvaluationText.classes(report, CifarFormat.CLASS_NAMES));
    out.println(EvaluationText.confusion(evaluated.confusion(), CifarFormat.CLASS_NAMES));
    evaluated
        .flipped()
        .ifPresent(
            flipped ->
                out.println(
                    String.format(
                        Locale.ROOT,
                        "with test-time flips: accuracy %.2f %%",
                        100 * flipped.accuracy())));
  }
}
