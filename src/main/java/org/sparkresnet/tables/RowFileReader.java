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
import org.sparkresnet.store.Store;

/** Reads row files with the explicit schemas of their tables. Driver only. */
public final class RowFileReader {
  private RowFileReader() {}

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
  public static DataFrameReader checking(DataFrameReader reader) {
    return reader.option("parquet.page.verify-checksum.enabled", "true");
  }

  static Dataset<Row> ordered(Dataset<Row> rows, StructType schema) {
    Column[] columns =
        Arrays.stream(schema.fieldNames()).map(functions::col).toArray(Column[]::new);
    return rows.select(columns);
  }
}
