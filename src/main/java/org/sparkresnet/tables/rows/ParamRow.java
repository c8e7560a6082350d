package org.sparkresnet.tables.rows;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.sparkresnet.common.Redaction;
import org.sparkresnet.tables.Column;
import org.sparkresnet.tables.Table;

/**
 * Row of the table {@code params}: a key of the resolved configuration. The value of a key that
 * looks like a secret is hidden.
 */
public record ParamRow(
    @Column("key of the resolved configuration, such as train.epochs") String key,
    @Column("its value as text") String value) {

  /** The table of these rows. */
  public static final Table<ParamRow> TABLE = Table.of("params", ParamRow.class);

  public ParamRow {
    Objects.requireNonNull(key, "key");
    value = Redaction.redact(key, value);
  }

  /** One row for each key, by key. */
  public static List<ParamRow> of(Map<String, String> config) {
    return config.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> new ParamRow(entry.getKey(), entry.getValue()))
        .toList();
  }
}
