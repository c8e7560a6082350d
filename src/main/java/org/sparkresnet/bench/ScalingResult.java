package org.sparkresnet.bench;

import java.util.List;
import java.util.stream.Collectors;
import org.sparkresnet.common.UserError;
import org.sparkresnet.tables.rows.ScalingRow;

/**
 * Scaling table that is complete.
 *
 * @param rows by averaging frequency and workers
 */
public record ScalingResult(List<ScalingRow> rows, List<ScalingCell> diverged) {
  /** Table for people. */
  public String text() {
    return ScalingText.of(rows);
  }

  /**
   * Refuses a table with trainings that left the finite numbers.
   *
   * @throws UserError of code DIVERGED
   */
  public void requireConverged() {
    if (!diverged.isEmpty()) {
      throw UserError.diverged(
          "training diverged with %s: lower train.learning-rate"
              .formatted(
                  diverged.stream().map(Object::toString).collect(Collectors.joining("; "))));
    }
  }
}
