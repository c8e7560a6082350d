package org.sparkresnet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.sparkresnet.cli.display.ConsoleListener;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.RunIds;
import org.sparkresnet.jobs.upkeep.RepairJob;
import org.sparkresnet.jobs.upkeep.RepairRequest;
import org.sparkresnet.jobs.upkeep.RepairResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Mends the tables. */
@Command(
    name = "repair",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Reads every file of the tables and compares it with its sum. Restores damaged and missing rows"
          + " from other files of the store: runs and params from manifests, metrics and rounds from"
          + " journals, promotions from the registry, per_class, confusion and reliability from predictions. A"
          + " damaged file is moved to tables_damaged. A file that nothing restores stays as it is,"
          + " unless its loss is accepted. A repair that was stopped is completed by the next.",
      "",
      "  submit/local repair --dry-run",
      "  submit/local repair --accept-loss"
    })
final class RepairCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private StoreOptions storeOptions;

  @Option(names = "--dry-run", description = "Only say what would be done.")
  private boolean dryRun;

  @Option(
      names = "--accept-loss",
      description = "Move files away too of which rows are lost for good.")
  private boolean acceptLoss;

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = "Name of the repair in the table runs (default: repair and time).")
  private String runId;

  @Override
  public Integer call() throws IOException {
    RepairRequest request =
        new RepairRequest(common.config(), RunIds.orNewMoment(runId, "repair"), acceptLoss);
    PrintWriter out = spec.commandLine().getOut();
    RepairResult result;
    try (ConsoleListener console = new ConsoleListener(out);
        JobContext context = storeOptions.open("spark-resnet repair " + request.run(), console)) {
      RepairJob job = new RepairJob(context);
      result = dryRun ? job.preview(request) : job.run(request);
    }
    if (result.files() == 0) {
      out.println("nothing to repair: every file of the tables is whole");
      return 0;
    }
    out.println(
        HumanText.format(
            "damaged files: %,d, %s: %,d, loss accepted: %,d, left as they are: %,d",
            result.files(),
            dryRun ? "can be mended" : "mended",
            result.mended(),
            result.accepted(),
            result.lost() + result.busy()));
    requireMended(result);
    return 0;
  }

  private static void requireMended(RepairResult result) {
    if (result.lost() > 0) {
      throw UserError.data(
          "rows of %d files are lost; see the lines above".formatted(result.lost()));
    }
    if (result.busy() > 0) {
      throw UserError.locked(
          "jobs work on the runs of %d damaged files; repair again when they have ended"
              .formatted(result.busy()));
    }
  }
}
