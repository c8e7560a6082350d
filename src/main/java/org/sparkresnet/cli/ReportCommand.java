package org.sparkresnet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.BuildInfo;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.files.OutputPath;
import org.sparkresnet.jobs.SparkSessions;
import org.sparkresnet.jobs.report.MistakePictures;
import org.sparkresnet.jobs.report.ReportJob;
import org.sparkresnet.report.ReportPage;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the report of a run. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    versionProvider = BuildInfo.class,
    description = {
      "Writes one HTML file that needs no network: figures, learning curves, confusion matrix, classes,"
          + " the surest mistakes as pictures, round timings, data checks, provenance, and the"
          + " difference to the champion, or to the runs of --compare.",
      "",
      "train writes it at the end of every run.",
      "",
      "  submit/local report --run RUN",
      "  submit/local report --run RUN --compare OTHER --compare THIRD --out comparison.html"
    })
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StoreOptions storeOptions;

  @Option(
      names = "--run",
      required = true,
      paramLabel = "ID",
      description = "The run, of train or evaluate.")
  private String run;

  @Option(
      names = "--compare",
      paramLabel = "ID",
      description = "A run to compare it with, instead of the champion's; may be repeated.")
  private List<String> compare = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Where to write it, on any Hadoop file system (default: report.html in the run's folder).")
  private String out;

  @Override
  public Integer call() {
    RunId id = new RunId(run);
    List<RunId> others = compare.stream().map(RunId::new).distinct().toList();
    if (others.contains(id)) {
      throw UserError.usage("--compare must name other runs than --run, cannot be: " + id);
    }
    if (others.size() >= ReportPage.MOST_RUNS) {
      throw UserError.usage(
          "--compare must be given at most %d times, cannot be: %d"
              .formatted(ReportPage.MOST_RUNS - 1, others.size()));
    }
    try (SparkSession spark = SparkSessions.open("spark-resnet report " + id)) {
      Store store = Store.open(storeOptions.store, spark.sparkContext().hadoopConfiguration());
      OutputPath target =
          out == null
              ? new OutputPath(ReportJob.file(store, id), store.fileSystem())
              : OutputPath.of(spark, "--out", "a file", out);
      String html =
          new ReportJob(spark, store)
              .html(id, others, reported -> MistakePictures.read(spark, reported));
      write(target, html);
      spec.commandLine().getOut().println("report: " + TrainText.shown(target.path()));
    }
    return 0;
  }

  private static void write(OutputPath target, String html) {
    try {
      AtomicFiles.on(target.files())
          .write(target.path(), stream -> stream.write(html.getBytes(UTF_8)));
    } catch (IOException e) {
      throw UserError.data("cannot write %s: %s".formatted(target.path(), ErrorText.of(e)), e);
    }
  }
}
