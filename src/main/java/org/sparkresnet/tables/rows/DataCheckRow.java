package org.sparkresnet.tables.rows;

import java.util.Objects;
import org.sparkresnet.common.Redaction;
import org.sparkresnet.tables.Column;
import org.sparkresnet.tables.Table;

/**
 * Row of the table {@code data_checks}: the result of one check of the data. Passwords in the file
 * and the message are hidden.
 */
public record DataCheckRow(
    @Column("the file, folder or set that was checked") String file,
    @Column("name of the rule") String check,
    @Column("what was measured: bytes, records or a ratio") double value,
    @Column("OK, WARN (training goes on) or FAIL") String status,
    @Column("one line that names file, record, rule and value") String message) {

  /** The table of these rows. */
  public static final Table<DataCheckRow> TABLE = Table.of("data_checks", DataCheckRow.class);

  public DataCheckRow {
    file = Redaction.redact(file);
    Objects.requireNonNull(check, "check");
    Objects.requireNonNull(status, "status");
    message = Redaction.redact(message);
  }
}
