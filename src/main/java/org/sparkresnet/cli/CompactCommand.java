package org.sparkresnet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.Callable;
import org.sparkresnet.cli.display.ConsoleListener;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.RunIds;
import org.sparkresnet.jobs.upkeep.CompactJob;
import org.sparkresnet.jobs.upkeep.CompactRequest;
import org.sparkresnet.tables.upkeep.Compaction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Merges the tables' small files. */
@Command(
    name = "compact",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Merges the tables' files of ended runs, one a run, into one for each month, in the month's"
          + " folder. Rows are compared before and after. Rows of earlier versions' files are moved to"
          + " today's. A compaction that was stopped is completed by the next.",
      "",
      "  submit/local compact",
      "  submit/local compact --before 2026-11"
    })
final class CompactCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private StoreOptions storeOptions;

  @Option(
      names = "--before",
      paramLabel = "YYYY-MM",
      description = "Only months before this one (default: the present one, UTC).")
  private String before;

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = "Name of the compaction in the table runs (default: compact and time).")
  private String runId;

  @Override
  public Integer call() throws IOException {
    CompactRequest request =
        new CompactRequest(common.config(), RunIds.orNewMoment(runId, "compact"), month());
    PrintWriter out = spec.commandLine().getOut();
    try (ConsoleListener console = new ConsoleListener(out);
        JobContext context = storeOptions.open("spark-resnet compact " + request.run(), console)) {
      print(new CompactJob(context).run(request), request.before(), out);
    }
    return 0;
  }

  private YearMonth month() {
    if (before == null) {
      return YearMonth.now(ZoneOffset.UTC);
    }
    try {
      return YearMonth.parse(before);
    } catch (DateTimeParseException e) {
      throw UserError.usage("--before must be a month like 2026-11, cannot be: " + before);
    }
  }

  private static void print(List<Compaction.Compacted> tables, YearMonth before, PrintWriter out) {
    if (tables.isEmpty()) {
      out.println("nothing to compact before " + before);
    }
    for (Compaction.Compacted table : tables) {
      out.println(
          HumanText.format(
              "%s: merged runs: %,d, months written: %,d, rows before and after: %,d",
              table.table(), table.runs(), table.months(), table.rows()));
    }
  }
}
