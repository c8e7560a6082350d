package org.sparkresnet.jobs;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.RunRow;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableReader;

/**
 * What the table runs has of an earlier use of a run id. Driver only.
 *
 * @param command that used it
 * @param startedAt when it began
 */
public record StoredRun(String command, RunStatus status, Instant startedAt) {
  /** That of a run; empty if no command has used the id. */
  public static Optional<StoredRun> of(RunId run, SparkSession spark, Store store) {
    return TableReader.read(spark, store, RunRow.TABLE)
        .filter(functions.col(Table.RUN_ID).equalTo(run.value()))
        // As a number: a timestamp comes to the driver in the session's time zone.
        .selectExpr("command", "status", "unix_micros(started_at)")
        .collectAsList()
        .stream()
        .findFirst()
        .map(StoredRun::of);
  }

  private static StoredRun of(Row row) {
    return new StoredRun(
        row.getString(0),
        RunStatus.valueOf(row.getString(1)),
        Instant.EPOCH.plus(row.getLong(2), ChronoUnit.MICROS));
  }
}
