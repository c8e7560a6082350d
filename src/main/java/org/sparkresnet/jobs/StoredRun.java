package org.sparkresnet.jobs;

import java.time.Instant;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.RunRow;
import org.sparkresnet.tables.TableReader;
import org.sparkresnet.tables.TableView;

/**
 * Row of the table runs that an earlier use of a run id left. Driver only.
 *
 * @param command that used the id
 * @param workers that trained; 0 if nothing was trained
 */
public record StoredRun(String command, RunStatus status, Instant startedAt, int workers) {
  private static final TableView<StoredRun> VIEW = TableView.of(RunRow.TABLE, StoredRun.class);

  /** Reads the row of a run; empty if no command has used the id. */
  public static Optional<StoredRun> of(RunId run, SparkSession spark, Store store) {
    return VIEW.list(TableReader.ofRun(spark, store, RunRow.TABLE, run)).stream().findFirst();
  }
}
