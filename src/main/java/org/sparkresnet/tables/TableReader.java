package org.sparkresnet.tables;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
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

  /** Rows of runs' own files. */
  static Dataset<Row> ofRuns(
      SparkSession spark, Store store, Table<?> table, Collection<FileStatus> files) {
    StructType schema = table.readSchema();
    if (files.isEmpty()) {
      return spark.createDataFrame(List.of(), schema);
    }
    DataFrameReader reader =
        checking(spark.read())
            .schema(schema)
            .option("basePath", TableFiles.folder(store, table).toString());
    return reader.parquet(
        files.stream().map(file -> file.getPath().toString()).toArray(String[]::new));
  }

  /** Rows of months' files but for those of some runs. */
  static Dataset<Row> ofMonths(
      SparkSession spark, Table<?> table, List<Path> files, Collection<String> butFor) {
    StructType schema = table.monthlySchema();
    if (files.isEmpty()) {
      return spark.createDataFrame(List.of(), schema);
    }
    Dataset<Row> all =
        checking(spark.read())
            .schema(schema)
            .parquet(files.stream().map(Path::toString).toArray(String[]::new));
    return all.filter(functions.not(functions.col(Table.RUN_ID).isin(butFor.toArray())));
  }

  /** Pages' own sums find flipped bits of files that are too large to be read twice. */
  private static DataFrameReader checking(DataFrameReader reader) {
    return reader.option("parquet.page.verify-checksum.enabled", "true");
  }

  static Dataset<Row> ordered(Dataset<Row> rows, StructType schema) {
    Column[] columns =
        Arrays.stream(schema.fieldNames()).map(functions::col).toArray(Column[]::new);
    return rows.select(columns);
  }
}
