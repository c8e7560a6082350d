package org.sparkresnet.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.sparkresnet.cli.display.ConsoleListener;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.report.ReportJob;
import org.sparkresnet.jobs.report.ReportRequest;
import org.sparkresnet.store.RunId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the report of a run. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Writes one HTML file that needs no network: figures, learning curves, confusion matrix, classes,"
          + " the surest mistakes as pictures, round timings, data checks, provenance, and the"
          + " difference to the champion, or to the runs of --compare.",
      "",
      "train writes it at the end of every run. Of a run that is still working, or was stopped, it"
          + " shows how far it is.",
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
          "Where to write it, on any Hadoop file system (default: report.html in the run's folder,"
              + " which no other job may be working on; of a training that is working, report-ID.html"
              + " in the current folder).")
  private String file;

  @Override
  public Integer call() {
    ReportRequest request =
        new ReportRequest(
            new RunId(run), compare.stream().map(RunId::new).toList(), Optional.ofNullable(file));
    PrintWriter out = spec.commandLine().getOut();
    try (ConsoleListener console = new ConsoleListener(out);
        JobContext context = storeOptions.open("spark-resnet report " + run, console)) {
      out.println("report: " + HumanText.path(new ReportJob(context).run(request)));
    }
    return 0;
  }
}
