package org.sparkresnet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.sparkresnet.cli.display.ConsoleListener;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.RunIds;
import org.sparkresnet.jobs.upkeep.CleanJob;
import org.sparkresnet.jobs.upkeep.CleanRequest;
import org.sparkresnet.jobs.upkeep.CleanResult;
import org.sparkresnet.jobs.upkeep.OldRuns;
import org.sparkresnet.store.RunFolders;
import org.sparkresnet.store.RunId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Removes old runs. */
@Command(
    name = "clean",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Removes the folders of old runs: models, checkpoints, journals. Ended runs go by number"
          + " (store.keep-runs) and by age (store.keep-days), runs that did not end by age alone, and"
          + " runs that a job works on never. Rows in tables and versions in the registry are copies"
          + " and stay.",
      "",
      "  submit/local clean --dry-run --set store.keep-runs=20",
      "  submit/local clean --set store.keep-days=90 --checkpoints"
    })
final class CleanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private StoreOptions storeOptions;

  @Option(names = "--dry-run", description = "Only say what would be removed.")
  private boolean dryRun;

  @Option(
      names = "--checkpoints",
      description = "Remove only checkpoints and journals of those runs; model and summary stay.")
  private boolean checkpointsOnly;

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = "Name of the removal in the table runs (default: clean and time).")
  private String runId;

  @Override
  public Integer call() throws IOException {
    JobConfig config = common.config();
    PrintWriter out = spec.commandLine().getOut();
    if (OldRuns.keepsAll(config)) {
      out.println("nothing to remove: store.keep-runs and store.keep-days are 0, which keeps all");
      return 0;
    }
    try (ConsoleListener console = new ConsoleListener(out)) {
      CleanResult result = dryRun ? preview(config, console) : remove(config, console);
      out.println(
          "%s %s%s, %s"
              .formatted(
                  dryRun ? "would remove" : "removed",
                  checkpointsOnly ? "checkpoints of " : "",
                  result.runs() == 1 ? "1 run" : result.runs() + " runs",
                  HumanText.megabytes(result.bytes())));
    }
    return 0;
  }

  private CleanResult remove(JobConfig config, ConsoleListener console) throws IOException {
    RunId run = RunIds.orNewMoment(runId, "clean");
    try (JobContext context = storeOptions.open("spark-resnet clean " + run, console)) {
      return new CleanJob(context).run(new CleanRequest(config, run, checkpointsOnly));
    }
  }

  /** Needs no Spark, since nothing is written. */
  private CleanResult preview(JobConfig config, ConsoleListener console) {
    return new OldRuns(
            new RunFolders(storeOptions.locks("clean", config, console)),
            config,
            checkpointsOnly,
            console)
        .preview();
  }
}
