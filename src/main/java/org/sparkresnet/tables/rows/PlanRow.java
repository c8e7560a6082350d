package org.sparkresnet.tables.rows;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.sparkresnet.common.Redaction;
import org.sparkresnet.tables.Column;
import org.sparkresnet.tables.Table;

/**
 * Row of the table {@code plans}: a figure of a training as it was predicted, and as it came. A
 * probe's rows have measured figures only where the probe measured them.
 */
public record PlanRow(
    @Column("what was predicted, such as training_seconds") String figure,
    @Column("s, images/s, bytes, share, tasks or threads") String unit,
    @Column(
            "the prediction, made before the training; null if nothing was known, and of tasks and threads")
        OptionalDouble predicted,
    @Column("what the prediction follows from: a probe, a run, a measured recipe; or null")
        Optional<String> source,
    @Column("the figure as it came; null if it was not measured, as in a run that was resumed")
        OptionalDouble measured) {

  /** The table of these rows. */
  public static final Table<PlanRow> TABLE = Table.of("plans", PlanRow.class);

  public PlanRow {
    Objects.requireNonNull(figure, "figure");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(predicted, "predicted");
    source = source.map(Redaction::redact);
    Objects.requireNonNull(measured, "measured");
  }
}
