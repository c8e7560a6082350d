package org.sparkresnet.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.sparkresnet.cli.display.ConsoleListener;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.report.ExportJob;
import org.sparkresnet.jobs.report.ExportRequest;
import org.sparkresnet.jobs.report.ExportResult;
import org.sparkresnet.store.RunId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Copies runs' rows, made small, to a folder of their own. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Writes a small copy of runs' rows to a folder, one Parquet file a table, for a repository or a"
          + " notebook: of the predictions only wrong ones of the test images, of long curves every"
          + " n-th point, and pictures of the surest mistakes.",
      "",
      "Rows of the same runs in the folder are replaced; those of other runs stay, unless --remove"
          + " names them.",
      "",
      "  submit/local export --to notebooks/data --run RUN --run OTHER --remove OLD"
    })
final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StoreOptions storeOptions;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR",
      description = "The folder, on any Hadoop file system; made if it is not there.")
  private String to;

  @Option(
      names = "--run",
      paramLabel = "ID",
      description =
          "A run of any command; may be repeated (default: all runs of the store, or none beside"
              + " --remove).")
  private List<String> chosen = new ArrayList<>();

  @Option(
      names = "--remove",
      paramLabel = "ID",
      description = "A run of the folder, whose rows are removed from it; may be repeated.")
  private List<String> removed = new ArrayList<>();

  @Override
  public Integer call() {
    ExportRequest request = new ExportRequest(JobConfig.defaults(), to, ids(chosen), ids(removed));
    PrintWriter out = spec.commandLine().getOut();
    try (ConsoleListener console = new ConsoleListener(out);
        JobContext context = storeOptions.open("spark-resnet export", console)) {
      ExportResult result = new ExportJob(context).run(request);
      out.println(
          HumanText.format(
              "exported %s to %s%s, now %.2f MB",
              HumanText.count(result.runs(), "run"),
              to,
              request.removed().isEmpty()
                  ? ""
                  : ", removed " + HumanText.count(request.removed().size(), "run") + " there",
              result.bytes() / 1e6));
    }
    return 0;
  }

  private static List<RunId> ids(List<String> names) {
    return names.stream().map(RunId::new).toList();
  }
}
