package org.sparkresnet.tables.rows;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.Redaction;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.Provenance;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.tables.Column;
import org.sparkresnet.tables.Table;

/**
 * Row of the table {@code runs}: a run with its configuration, data and environment. A row RUNNING
 * comes first. The row FINISHED is written after all other tables of the run, so that a finished
 * run has its other rows too.
 */
public record RunRow(
    @Column("a name for people; need not be unique") String runName,
    @Column("the command: train, evaluate, …") String command,
    @Column("RUNNING, FINISHED or FAILED") RunStatus status,
    @Column("start of the run, UTC") Instant startedAt,
    @Column("end of the run, UTC; null while it runs") Optional<Instant> endedAt,
    @Column(value = "the resolved configuration, one 'key = value' a line", lines = true)
        String config,
    @Column("SHA-256 of the configuration") String configSha256,
    @Column("SHA-256 of the data; null if it was not read") Optional<String> dataSha256,
    @Column("commit that the program was built from") String gitCommit,
    @Column("version of the program") String appVersion,
    @Column("version of Spark that it ran on") String sparkVersion,
    @Column("version of DL4J") String dl4jVersion,
    @Column("version of oneDNN; null if it was not used") Optional<String> onednnVersion,
    @Column("version of Java on the driver") String javaVersion,
    @Column("operating system and architecture of the driver") String osArch,
    @Column("CPU of the driver") String cpuModel,
    @Column(
            "CPU kernels of the workers that trained, or of the driver where nothing was trained: instruction set, oneDNN and OpenBLAS core; the bits depend on them; null if not known")
        Optional<String> cpuKernels,
    @Column("Spark master") String master,
    @Column("Spark application id") String applicationId,
    @Column("workers that trained; 0 if nothing was trained") int workers,
    @Column("run whose model this one started from; or null") Optional<String> parentRunId,
    @Column("one line, for a failed run; or null") Optional<String> error) {

  /** The table of these rows. */
  public static final Table<RunRow> TABLE = Table.of("runs", RunRow.class);

  public RunRow {
    Objects.requireNonNull(runName, "run_name");
    Objects.requireNonNull(status, "status");
    startedAt = RowChecks.micros(startedAt);
    endedAt = endedAt.map(RowChecks::micros);
    Objects.requireNonNull(parentRunId, "parent_run_id");
    error = error.map(ErrorText::of).map(Redaction::redact);
  }

  /**
   * The row of a run with the configuration, data and environment of its manifest.
   *
   * @param workers that trained; 0 for a command that does not train
   * @param parent the run whose model this one started from
   * @param error the message of a failed run
   */
  public static RunRow of(
      String runName,
      RunStatus status,
      Instant startedAt,
      Optional<Instant> endedAt,
      Manifest manifest,
      int workers,
      Optional<RunId> parent,
      Optional<String> error) {
    Provenance environment = manifest.environment();
    return new RunRow(
        runName,
        manifest.command(),
        status,
        startedAt,
        endedAt,
        manifest.configText(),
        manifest.configSha256(),
        manifest.dataSha256(),
        manifest.gitCommit(),
        manifest.appVersion(),
        environment.sparkVersion(),
        environment.dl4jVersion(),
        environment.onednnVersion(),
        environment.javaVersion(),
        environment.osArch(),
        environment.cpuModel(),
        manifest.cpuKernels(),
        manifest.master(),
        manifest.applicationId(),
        workers,
        parent.map(RunId::value),
        error);
  }
}
