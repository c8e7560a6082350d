package org.sparkresnet.tables;

import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.sparkresnet.tables.Table.column;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.Redaction;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.Provenance;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;

/**
 * A run: what it was, and where and on what it ran. Written after all other tables of the run, so
 * that a run in this table has its other rows too.
 *
 * @param runName a name for people; need not be unique
 * @param manifest where the run came from, for all columns about that
 * @param workers number of workers that trained, 0 for a command that does not train
 * @param parentRunId the run whose model this one started from
 * @param error the message, for a failed run
 */
public record RunRow(
    String runName,
    RunStatus status,
    Instant startedAt,
    Optional<Instant> endedAt,
    Manifest manifest,
    int workers,
    Optional<RunId> parentRunId,
    Optional<String> error)
    implements TableRow {

  /** Its table. */
  public static final Table<RunRow> TABLE =
      new Table<>(
          "runs",
          column("run_name", StringType, "a name for people; need not be unique"),
          column("command", StringType, "the command: train, evaluate, …"),
          column("status", StringType, "RUNNING, FINISHED or FAILED"),
          column("started_at", TimestampType, "start of the run, UTC"),
          column("ended_at", TimestampType, "end of the run, UTC; null while it runs"),
          column("config", StringType, "the resolved configuration, one 'key = value' a line"),
          column("config_sha256", StringType, "SHA-256 of the configuration"),
          column("data_sha256", StringType, "SHA-256 of the data; null if it was not read"),
          column("git_commit", StringType, "commit that the program was built from"),
          column("app_version", StringType, "version of the program"),
          column("spark_version", StringType, "version of Spark that it ran on"),
          column("dl4j_version", StringType, "version of DL4J"),
          column("onednn_version", StringType, "version of oneDNN; null if it was not used"),
          column("java_version", StringType, "version of Java on the driver"),
          column("os_arch", StringType, "operating system and architecture of the driver"),
          column("cpu_model", StringType, "CPU of the driver"),
          column("master", StringType, "Spark master"),
          column("application_id", StringType, "Spark application id"),
          column("workers", IntegerType, "workers that trained; 0 if nothing was trained"),
          column("parent_run_id", StringType, "run whose model this one started from; or null"),
          column("error", StringType, "one line, for a failed run; or null"));

  /**
   * A run that ends now, without a parent.
   *
   * @param workers that trained; 0 for a command that does not train
   */
  public static RunRow finished(String runName, Instant startedAt, Manifest manifest, int workers) {
    return new RunRow(
        runName,
        RunStatus.FINISHED,
        startedAt,
        Optional.of(Instant.now()),
        manifest,
        workers,
        Optional.empty(),
        Optional.empty());
  }

  public RunRow {
    Objects.requireNonNull(runName, "run_name");
    Objects.requireNonNull(status, "status");
    startedAt = RowChecks.micros(startedAt);
    endedAt = endedAt.map(RowChecks::micros);
    Objects.requireNonNull(manifest, "manifest");
    Objects.requireNonNull(parentRunId, "parent_run_id");
    error = error.map(ErrorText::of).map(Redaction::redact);
  }

  @Override
  public Object[] cells() {
    Provenance environment = manifest.environment();
    return new Object[] {
      runName,
      manifest.command(),
      status.name(),
      startedAt,
      endedAt.orElse(null),
      manifest.configText(),
      manifest.configSha256(),
      manifest.dataSha256().orElse(null),
      manifest.gitCommit(),
      manifest.appVersion(),
      environment.sparkVersion(),
      environment.dl4jVersion(),
      environment.onednnVersion().orElse(null),
      environment.javaVersion(),
      environment.osArch(),
      environment.cpuModel(),
      manifest.master(),
      manifest.applicationId(),
      workers,
      parentRunId.map(RunId::value).orElse(null),
      error.orElse(null)
    };
  }
}
