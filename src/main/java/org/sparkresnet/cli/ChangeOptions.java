package org.sparkresnet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import org.sparkresnet.cli.display.ConsoleListener;
import org.sparkresnet.cli.display.VersionText;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.RunIds;
import org.sparkresnet.jobs.retrain.ChangeChampionJob;
import org.sparkresnet.jobs.retrain.ChangeRequest;
import org.sparkresnet.jobs.retrain.ChangeResult;
import org.sparkresnet.store.RunId;
import picocli.CommandLine.Option;

/** Options of the commands that change the champion by hand, and what these do alike. */
final class ChangeOptions {
  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the table.")
  private String reason;

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = "Name of the change in the tables (default: ${COMMAND-NAME} and time).")
  private String runId;

  /** Change that a command asks the job for. */
  @FunctionalInterface
  interface Change {
    ChangeResult make(ChangeChampionJob job, ChangeRequest request) throws IOException;
  }

  /** Makes a change and prints the champion after it. */
  int run(String command, RegistryOptions options, PrintWriter out, Change change)
      throws IOException {
    JobConfig config = options.config();
    RunId run = RunIds.orNewMoment(runId, command);
    ChangeRequest request = new ChangeRequest(config, run, reason == null ? "" : reason);
    try (ConsoleListener console = new ConsoleListener(out);
        JobContext context =
            options.storeOptions().open("spark-resnet " + command + " " + run, console)) {
      out.println(VersionText.change(change.make(new ChangeChampionJob(context), request)));
    }
    return 0;
  }
}
