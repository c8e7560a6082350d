package org.sparkresnet.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.sparkresnet.cli.display.ConsoleListener;
import org.sparkresnet.common.UserError;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.RunIds;
import org.sparkresnet.jobs.drill.DrillJob;
import org.sparkresnet.jobs.drill.DrillRequest;
import org.sparkresnet.report.DrillVerdict;
import org.sparkresnet.store.RunId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Disturbs small trainings on the cluster. */
@Command(
    name = "drill",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Trains small on images of its own, and again for each drill: ends an executor, all executors"
          + " and a driver, truncates a checkpoint, lets the owner of a lock die, fills a quota."
          + " Compares parameters, bit for bit, and counts of images with the undisturbed training.",
      "",
      "A line a drill: held, failed or not possible here. Ends with code 8 if one failed, or none was possible.",
      "",
      "  submit/yarn --num-executors 3 --executor-cores 1 drill --store /store"
    })
final class DrillCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StoreOptions storeOptions;

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = "Name of the drill in the store (default: drill and time).")
  private String runId;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Another value of a key of the small training; may be repeated.")
  private List<String> assignments = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    RunId run = RunIds.orNew(runId, "drill");
    int arguments = spec.root().commandLine().getParseResult().originalArgs().size();
    try (ConsoleListener console = new ConsoleListener(spec.commandLine().getOut());
        JobContext context = storeOptions.open("spark-resnet drill " + run, console)) {
      // Spark tells of each executor that is ended in twenty lines, and that is no news here.
      context.spark().sparkContext().setLogLevel("FATAL");
      DrillJob job = DrillJob.of(context, command -> Relaunch.of(arguments, command));
      DrillVerdict verdict = new DrillVerdict(job.run(new DrillRequest(run, assignments)));
      spec.commandLine().getOut().println("page: " + job.page(run));
      if (!verdict.holds()) {
        throw UserError.different(
            "drills must hold, none may fail: %s; the table drills says what came, run %s"
                .formatted(verdict.text(), run));
      }
      spec.commandLine().getOut().println(storeOptions.tables(run));
      spec.commandLine().getOut().println(verdict.text());
    }
    return 0;
  }
}
