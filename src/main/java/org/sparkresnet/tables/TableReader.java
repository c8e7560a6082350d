package org.sparkresnet.tables;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
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
   * is absent. Lazy, but the files are listed now. Filtering by run id reads only that run's file,
   * and the parts of the months' files that may have it.
   *
   * <p>Other readers must be told that run_id is a string: Spark and others take a run id of digits
   * for a number.
   */
  public static Dataset<Row> read(SparkSession spark, Store store, Table<?> table) {
    StructType schema = table.readSchema();
    Path folder = TableFiles.folder(store, table);
    Dataset<Row> rows =
        store.exists(folder)
            // The schema also gives the type of the partition column, which Spark would infer.
            ? spark.read().schema(schema).parquet(folder.toString())
            : spark.createDataFrame(List.of(), schema);
    // Months are looked for after the runs: a compaction publishes before it removes.
    if (!TableFiles.ofMonths(store, table).isEmpty()) {
      SortedMap<String, List<FileStatus>> runs = TableFiles.ofRuns(store, table);
      List<Path> months = TableFiles.ofMonths(store, table);
      rows =
          ordered(ofRuns(spark, store, table, flat(runs.values())), schema)
              .union(ordered(ofMonths(spark, table, months, runs.keySet()), schema));
    }
    return ordered(rows, schema);
  }

  /** A run's rows, as {@link #read} gives them. */
  public static Dataset<Row> ofRun(SparkSession spark, Store store, Table<?> table, RunId run) {
    return read(spark, store, table).filter(functions.col(Table.RUN_ID).equalTo(run.value()));
  }

  private static List<FileStatus> flat(Collection<List<FileStatus>> files) {
    return files.stream().flatMap(List::stream).toList();
  }

  /** Rows of runs' own files. */
  static Dataset<Row> ofRuns(
      SparkSession spark, Store store, Table<?> table, Collection<FileStatus> files) {
    StructType schema = table.readSchema();
    if (files.isEmpty()) {
      return spark.createDataFrame(List.of(), schema);
    }
    DataFrameReader reader =
        spark.read().schema(schema).option("basePath", TableFiles.folder(store, table).toString());
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
        spark
            .read()
            .schema(schema)
            .parquet(files.stream().map(Path::toString).toArray(String[]::new));
    return all.filter(functions.not(functions.col(Table.RUN_ID).isin(butFor.toArray())));
  }

  private static Dataset<Row> ordered(Dataset<Row> rows, StructType schema) {
    Column[] columns =
        Arrays.stream(schema.fieldNames()).map(functions::col).toArray(Column[]::new);
    return rows.select(columns);
  }
}
