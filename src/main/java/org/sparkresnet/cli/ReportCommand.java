package org.sparkresnet.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.cli.display.ConsoleListener;
import org.sparkresnet.common.FolderName;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.report.NightsJob;
import org.sparkresnet.jobs.report.ReportJob;
import org.sparkresnet.jobs.report.ReportRequest;
import org.sparkresnet.store.RunId;
import picocli.CommandLine.ArgGroup;
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
      "With --registry it writes the page of a model's nights instead: champions over time, what was"
          + " decided and why, growth of the data, speed, cost and failures.",
      "",
      "  submit/local report --run RUN",
      "  submit/local report --run RUN --compare OTHER --compare THIRD --out comparison.html",
      "  submit/local report --registry cifar-10 --out nights.html"
    })
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StoreOptions storeOptions;

  @ArgGroup(multiplicity = "1")
  private Subject subject;

  /** Subject of the page: a run, or a registry. */
  private static final class Subject {
    @Option(
        names = "--run",
        required = true,
        paramLabel = "ID",
        description = "The run, of train or evaluate.")
    private String run;

    @Option(
        names = "--registry",
        required = true,
        paramLabel = "NAME",
        description = "The model in the registry whose nights are shown.")
    private String registry;
  }

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
              + " which no other job may be working on; of a training that is working, report-ID.html,"
              + " and of a registry nights-NAME.html in the current folder).")
  private String file;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (ConsoleListener console = new ConsoleListener(out)) {
      out.println("report: " + HumanText.path(write(console)));
    }
    return 0;
  }

  private Path write(ConsoleListener console) {
    if (subject.registry != null) {
      return writeNights(console);
    }
    ReportRequest request =
        new ReportRequest(
            new RunId(subject.run),
            compare.stream().map(RunId::new).toList(),
            Optional.ofNullable(file));
    try (JobContext context = storeOptions.open("spark-resnet report " + subject.run, console)) {
      return new ReportJob(context).run(request);
    }
  }

  private Path writeNights(ConsoleListener console) {
    if (!compare.isEmpty()) {
      throw UserError.usage("--compare needs --run, cannot be with --registry");
    }
    FolderName.require("--registry", subject.registry);
    try (JobContext context =
        storeOptions.open("spark-resnet report of " + subject.registry, console)) {
      return new NightsJob(context).run(subject.registry, Optional.ofNullable(file));
    }
  }
}
