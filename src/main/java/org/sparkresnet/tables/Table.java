package org.sparkresnet.tables;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A Parquet table with an explicit schema, one partition a run. Beside its own columns every table
 * has {@value #RUN_ID}, the name of the partition's folder, and {@value #SCHEMA_VERSION}. Columns
 * may be null for Parquet, as Spark reads them; the rows' records say which really are.
 *
 * @param <R> type of its rows
 * @param name the folder under {@code tables}
 * @param columns its own columns, each with its meaning as comment
 */
public record Table<R extends TableRow>(String name, StructType columns) {
  /** The partition column, a string. */
  public static final String RUN_ID = "run_id";

  /** The column with the version of the columns, an int. */
  public static final String SCHEMA_VERSION = "schema_version";

  /** Version that is written; it grows when a column changes its name, type or meaning. */
  public static final int VERSION = 1;

  Table(String name, StructField... columns) {
    this(name, new StructType(columns));
  }

  static StructField column(String name, DataType type, String meaning) {
    return DataTypes.createStructField(name, type, true).withComment(meaning);
  }

  /** Columns of the Parquet files: all but the partition's. */
  public StructType fileSchema() {
    return concat(
        column(SCHEMA_VERSION, DataTypes.IntegerType, "version of the table's columns, 1"));
  }

  /** Columns of a month's Parquet file: those of a run's, and which run. */
  public StructType monthlySchema() {
    return fileSchema().add(column(RUN_ID, DataTypes.StringType, "the run"));
  }

  /** Rows as a dataset with the columns of the table's file. */
  public Dataset<Row> dataset(SparkSession spark, List<R> rows) {
    return spark.createDataFrame(rows.stream().map(this::row).toList(), fileSchema());
  }

  /** Columns that a reader sees: {@value #RUN_ID} first. */
  public StructType readSchema() {
    return concat(
        column(RUN_ID, DataTypes.StringType, "the run, and name of the partition"),
        column(SCHEMA_VERSION, DataTypes.IntegerType, "version of the table's columns, 1"));
  }

  private StructType concat(StructField... first) {
    StructType all = new StructType(first);
    for (StructField field : columns.fields()) {
      all = all.add(field);
    }
    return all;
  }

  /** The row as Spark wants it, in the order of {@link #fileSchema()}. */
  Row row(R row) {
    Object[] cells = row.cells();
    Object[] all = new Object[cells.length + 1];
    all[0] = VERSION;
    System.arraycopy(cells, 0, all, 1, cells.length);
    return RowFactory.create(all);
  }
}
