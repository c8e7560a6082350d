package org.sparkresnet.cli;

import org.sparkresnet.jobs.RunIds;
import org.sparkresnet.store.RunId;
import picocli.CommandLine.Option;

/** Options of the commands that change the champion by hand. */
final class ChangeOptions {
  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the table.")
  private String reason;

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = "Name of the change in the tables (default: ${COMMAND-NAME} and time).")
  private String runId;

  /** The user's words; null for none. */
  String reason() {
    return reason;
  }

  /**
   * @param command promote or rollback
   */
  RunId runId(String command) {
    return RunIds.orNewMoment(runId, command);
  }
}
