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
 * Parquet table with an explicit schema and one partition for each month. Its columns are the
 * components of its row's record, with the meaning that {@link Column} gives them as comment. Every
 * table also has {@value #RUN_ID} and {@value #SCHEMA_VERSION}. All columns may be null for
 * Parquet, as Spark reads them; only the optional components really are.
 *
 * @param <R> type of its rows
 */
public final class Table<R extends Record> {
  /** The run, a string. */
  public static final String RUN_ID = "run_id";

  /** The column with the version of the columns, an int. */
  public static final String SCHEMA_VERSION = "schema_version";

  /** Version that is written; it grows when a column changes its name, type or meaning. */
  public static final int VERSION = 1;

  private final String name;
  private final RecordColumns<R> columns;

  private Table(String name, RecordColumns<R> columns) {
    this.name = name;
    this.columns = columns;
  }

  /**
   * The table with the components of a record as columns.
   *
   * @throws IllegalArgumentException if a component has no {@link Column} or a type that a cell
   *     cannot have
   */
  public static <R extends Record> Table<R> of(String name, Class<R> row) {
    return new Table<>(name, RecordColumns.of(row));
  }

  /** The name of its folder under {@code tables}. */
  public String name() {
    return name;
  }

  /** Columns of the table, without those that every table has. */
  public StructType columns() {
    return columns.schema();
  }

  /** Columns of a run's rows before they are written: all but the run. */
  public StructType rowSchema() {
    return concat(
        column(SCHEMA_VERSION, DataTypes.IntegerType, "version of the table's columns, 1"));
  }

  /** Columns of the Parquet files, and for readers: {@value #RUN_ID} first. */
  public StructType readSchema() {
    return concat(
        column(RUN_ID, DataTypes.StringType, "the run"),
        column(SCHEMA_VERSION, DataTypes.IntegerType, "version of the table's columns, 1"));
  }

  /** Rows as a dataset with the columns of {@link #rowSchema()}. */
  public Dataset<Row> dataset(SparkSession spark, List<R> rows) {
    return spark.createDataFrame(rows.stream().map(this::toSpark).toList(), rowSchema());
  }

  /** The record of a row that was read; the row may have other columns too. */
  public R fromSpark(Row row) {
    return columns.record(row);
  }

  /** Spark's row for a record, with the columns of {@link #rowSchema()}. */
  public Row toSpark(R row) {
    Object[] cells = cells(row);
    Object[] all = new Object[cells.length + 1];
    all[0] = VERSION;
    System.arraycopy(cells, 0, all, 1, cells.length);
    return RowFactory.create(all);
  }

  /** The values of a record in the order of {@link #columns()}. */
  public Object[] cells(R row) {
    return columns.cells(row);
  }

  private StructType concat(StructField... first) {
    StructType all = new StructType(first);
    for (StructField field : columns().fields()) {
      all = all.add(field);
    }
    return all;
  }

  private static StructField column(String name, DataType type, String meaning) {
    return DataTypes.createStructField(name, type, true).withComment(meaning);
  }
}
