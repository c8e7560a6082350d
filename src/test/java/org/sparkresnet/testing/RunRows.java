package org.sparkresnet.testing;

import org.sparkresnet.store.RunStatus;
import org.sparkresnet.tables.rows.RunRow;

/** Rows of the table {@code runs} as other rows are, but for some columns. */
public final class RunRows {
  private RunRows() {}

  /** A row with another command and status, and all else as it is. */
  public static RunRow with(RunRow row, String command, RunStatus status) {
    return new RunRow(
        row.runName(),
        command,
        status,
        row.startedAt(),
        row.endedAt(),
        row.config(),
        row.configSha256(),
        row.dataSha256(),
        row.gitCommit(),
        row.appVersion(),
        row.sparkVersion(),
        row.dl4jVersion(),
        row.onednnVersion(),
        row.javaVersion(),
        row.osArch(),
        row.cpuModel(),
        row.cpuKernels(),
        row.master(),
        row.applicationId(),
        row.workers(),
        row.parentRunId(),
        row.error());
  }
}
