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
 * Row of the table runs that an earlier use of a run id left. Driver only.
 *
 * @param command that used the id
 * @param workers that trained; 0 if nothing was trained
 */
public record StoredRun(String command, RunStatus status, Instant startedAt, int workers) {
  /** Reads the row of a run; empty if no command has used the id. */
  public static Optional<StoredRun> of(RunId run, SparkSession spark, Store store) {
    return TableReader.read(spark, store, RunRow.TABLE)
        .filter(functions.col(Table.RUN_ID).equalTo(run.value()))
        // As a number: a timestamp comes to the driver in the session's time zone.
        .selectExpr("command", "status", "unix_micros(started_at)", "workers")
        .collectAsList()
        .stream()
        .findFirst()
        .map(StoredRun::of);
  }

  private static StoredRun of(Row row) {
    return new StoredRun(
        row.getString(0),
        RunStatus.valueOf(row.getString(1)),
        Instant.EPOCH.plus(row.getLong(2), ChronoUnit.MICROS),
        row.getInt(3));
  }
}
