package org.sparkresnet.tables;

import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.sparkresnet.tables.Table.column;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.sparkresnet.common.Redaction;

/** A key of the resolved configuration; the value of a key that looks like a secret is hidden. */
public record ParamRow(String key, String value) implements TableRow {
  /** Its table. */
  public static final Table<ParamRow> TABLE =
      new Table<>(
          "params",
          column("key", StringType, "key of the resolved configuration, such as train.epochs"),
          column("value", StringType, "its value as text"));

  public ParamRow {
    Objects.requireNonNull(key, "key");
    value = Redaction.redact(key, value);
  }

  /** One row a key, by key. */
  public static List<ParamRow> of(Map<String, String> config) {
    return config.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> new ParamRow(entry.getKey(), entry.getValue()))
        .toList();
  }

  @Override
  public Object[] cells() {
    return new Object[] {key, value};
  }
}
