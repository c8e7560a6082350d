package org.sparkresnet.jobs;

import java.time.Instant;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.sparkresnet.common.MaybeDamaged;
import org.sparkresnet.common.UserError;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.MovedRows;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableDamage;
import org.sparkresnet.tables.TableScan;
import org.sparkresnet.tables.TableView;
import org.sparkresnet.tables.rows.RunRow;

/**
 * Row of the table runs that an earlier use of a run id left. Driver only.
 *
 * @param command that used the id
 * @param workers that trained; 0 if nothing was trained
 */
public record StoredRun(String command, RunStatus status, Instant startedAt, int workers) {
  private static final TableView<StoredRun> VIEW = TableView.of(RunRow.TABLE, StoredRun.class);

  /**
   * Reads the row of a run; empty if no command has used the id. Of a row that is damaged, the
   * files of the run tell the same. Damage of other rows hides nothing of an id that has none.
   *
   * @throws UserError of code DATA if the run's own row is damaged and the run has no files
   */
  public static Optional<StoredRun> of(RunId run, SparkSession spark, Store store) {
    return MovedRows.reading(() -> read(run, spark, store));
  }

  private static Optional<StoredRun> read(RunId run, SparkSession spark, Store store) {
    TableScan scan = TableScan.ofRun(store, RunRow.TABLE, run);
    if (scan.damages().isEmpty()) {
      return VIEW
          .list(scan.rows(spark).filter(functions.col(Table.RUN_ID).equalTo(run.value())))
          .stream()
          .findFirst();
    }
    Optional<StoredRun> restored =
        MaybeDamaged.of(() -> RestoredRun.of(store, run))
            .content()
            .flatMap(it -> it)
            .map(RestoredRun::row)
            .map(StoredRun::of);
    if (restored.isEmpty() && scan.runs().contains(run.value())) {
      throw TableDamage.error(store, scan.damages());
    }
    return restored;
  }

  private static StoredRun of(RunRow row) {
    return new StoredRun(row.command(), row.status(), row.startedAt(), row.workers());
  }
}
