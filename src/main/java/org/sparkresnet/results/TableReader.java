package org.sparkresnet.results;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** Reads tables with their explicit schemas. */
public final class TableReader {
  private TableReader() {}

  /**
   * All runs' rows, with the columns of {@link Table#readSchema()} in its order; none if the table
   * is absent. Lazy, but the files are listed now. Filtering by run id reads only that run's file.
   *
   * <p>Other readers must be told that run_id is a string: Spark and others take a run id of digits
   * for a number.
   */
  public static Dataset<Row> read(SparkSession spark, Store store, Table<?> table) {
    StructType schema = table.readSchema();
    if (!store.exists(store.table(table))) {
      return spark.createDataFrame(List.of(), schema);
    }
    // The schema also gives the type of the partition column, which Spark would infer otherwise.
    Dataset<Row> rows = spark.read().schema(schema).parquet(store.table(table).toString());
    Column[] ordered =
        Arrays.stream(schema.fieldNames()).map(functions::col).toArray(Column[]::new);
    return rows.select(ordered);
  }
}
