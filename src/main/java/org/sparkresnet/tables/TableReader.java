package org.sparkresnet.tables;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;

/**
 * Reads tables with their explicit schemas: columns that older files lack are null. Driver only.
 */
public final class TableReader {
  private TableReader() {}

  /**
   * All runs' rows, with the columns of {@link Table#readSchema()} in its order; none if the table
   * is absent. Lazy, but the files are listed and checked now.
   *
   * <p>Other readers must be told that run_id is a string: Spark and others take a run id of digits
   * for a number.
   *
   * @throws org.sparkresnet.common.UserError of code DATA if a file is damaged
   */
  public static Dataset<Row> read(SparkSession spark, Store store, Table<?> table) {
    return TableScan.of(store, table).requireWhole().rows(spark);
  }

  /**
   * A run's rows, as {@link #read} gives them. Other runs' own files are not looked at.
   *
   * @throws org.sparkresnet.common.UserError of code DATA if a file that has the rows is damaged
   */
  public static Dataset<Row> ofRun(SparkSession spark, Store store, Table<?> table, RunId run) {
    return TableScan.ofRun(store, table, run)
        .requireWhole()
        .rows(spark)
        .filter(functions.col(Table.RUN_ID).equalTo(run.value()));
  }
}
