package org.sparkresnet.tables;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.sparkresnet.tables.Table.column;

import java.util.Objects;
import org.apache.spark.sql.Row;
import org.sparkresnet.common.Redaction;

/**
 * The outcome of a data check.
 *
 * @param file the file, folder or set it is about
 * @param check name of the rule
 * @param value what was measured, in the rule's unit
 * @param status OK, WARN or FAIL
 * @param message one line that names file, record, rule and value
 */
public record DataCheckRow(String file, String check, double value, String status, String message)
    implements TableRow {

  /** Its table. */
  public static final Table<DataCheckRow> TABLE =
      new Table<>(
          "data_checks",
          column("file", StringType, "the file, folder or set that was checked"),
          column("check", StringType, "name of the rule"),
          column("value", DoubleType, "what was measured: bytes, records or a ratio"),
          column("status", StringType, "OK, WARN (training goes on) or FAIL"),
          column("message", StringType, "one line that names file, record, rule and value"));

  public DataCheckRow {
    file = Redaction.redact(file);
    Objects.requireNonNull(check, "check");
    Objects.requireNonNull(status, "status");
    message = Redaction.redact(message);
  }

  /** The row as {@link TableReader} reads it. */
  public static DataCheckRow of(Row row) {
    return new DataCheckRow(
        row.getAs("file"),
        row.getAs("check"),
        row.getAs("value"),
        row.getAs("status"),
        row.getAs("message"));
  }

  @Override
  public Object[] cells() {
    return new Object[] {file, check, value, status, message};
  }
}
