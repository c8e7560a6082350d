package org.sparkresnet.tables;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Reads row files with the explicit schemas of their tables: columns that older files lack are
 * null. Driver only.
 */
public final class RowFileReader {
  private RowFileReader() {}

  /** Rows of files in which the run is a column, with the columns of {@link Table#readSchema()}. */
  public static Dataset<Row> read(SparkSession spark, Table<?> table, Collection<Path> files) {
    return files.isEmpty()
        ? spark.createDataFrame(List.of(), table.readSchema())
        : checking(spark.read()).schema(table.readSchema()).parquet(names(files));
  }

  /** Rows of files in which the run is the name of a folder. */
  static Dataset<Row> ofPartitions(
      SparkSession spark, Table<?> table, Path base, Collection<Path> files) {
    Column[] columns =
        Arrays.stream(table.readSchema().fieldNames()).map(functions::col).toArray(Column[]::new);
    return checking(spark.read())
        .schema(table.readSchema())
        .option("basePath", base.toString())
        .parquet(names(files))
        .select(columns);
  }

  private static String[] names(Collection<Path> files) {
    return files.stream().map(Path::toString).toArray(String[]::new);
  }

  /**
   * Reader that takes paths as they are, also with brackets and stars in their names. Pages' own
   * sums find flipped bits of files that are too large to be read twice.
   */
  public static DataFrameReader checking(DataFrameReader reader) {
    return plain(reader).option("parquet.page.verify-checksum.enabled", "true");
  }

  /** Reader that takes paths as they are, also with brackets and stars in their names. */
  public static DataFrameReader plain(DataFrameReader reader) {
    return reader.option("__globPaths__", "false");
  }
}
