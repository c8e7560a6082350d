package org.sparkresnet.tables;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.sparkresnet.common.SparkJobNames;

/**
 * Some columns of a table as a record, each of whose components has the name and the type of a
 * column. Older rows need only those columns. Driver only.
 *
 * @param <V> type of the records
 */
public final class TableView<V extends Record> {
  private final String table;
  private final RecordColumns<V> columns;

  private TableView(String table, RecordColumns<V> columns) {
    this.table = table;
    this.columns = columns;
  }

  /**
   * View of a table.
   *
   * @throws IllegalArgumentException if a component is no column of the table, or has another type
   */
  public static <V extends Record> TableView<V> of(Table<?> table, Class<V> record) {
    RecordColumns<V> columns = RecordColumns.ofView(record);
    StructType known = table.readSchema();
    for (StructField field : columns.schema().fields()) {
      if (!Arrays.asList(known.fieldNames()).contains(field.name())
          || !known.apply(field.name()).dataType().equals(field.dataType())) {
        throw new IllegalArgumentException(
            "table %s has no column %s of type %s"
                .formatted(table.name(), field.name(), field.dataType().simpleString()));
      }
    }
    return new TableView<>(table.name(), columns);
  }

  /** Records of rows that have the table's columns; runs one Spark job. */
  public List<V> list(Dataset<Row> rows) {
    return SparkJobNames.step(
        rows.sparkSession().sparkContext(), "reading of table " + table, () -> records(rows));
  }

  private List<V> records(Dataset<Row> rows) {
    return rows
        .select(
            Arrays.stream(columns.schema().fieldNames())
                .map(functions::col)
                .toArray(org.apache.spark.sql.Column[]::new))
        .collectAsList()
        .stream()
        .map(columns::record)
        .toList();
  }
}
