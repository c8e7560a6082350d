package org.sparkresnet.report;

import java.util.List;
import java.util.function.Predicate;
import org.sparkresnet.tables.rows.DrillRow;

/**
 * What the drills of a run say together. A drill that is not possible neither holds nor fails.
 *
 * @param rows a row a drill
 */
public record DrillVerdict(List<DrillRow> rows) {
  public DrillVerdict {
    rows = List.copyOf(rows);
  }

  /** Tells whether no drill failed and at least one held. */
  public boolean holds() {
    return failed().isEmpty() && rows.stream().anyMatch(is(DrillRow.HELD));
  }

  /** Names of the drills that failed. */
  List<String> failed() {
    return named(DrillRow.FAILED);
  }

  /** One line: how many held, and the names of those that failed or are not possible. */
  public String text() {
    StringBuilder text =
        new StringBuilder(
            "%d of %d drills held".formatted(named(DrillRow.HELD).size(), rows.size()));
    append(text, "; failed: ", failed());
    append(text, "; not possible here: ", named(DrillRow.NOT_POSSIBLE));
    return text.toString();
  }

  private static void append(StringBuilder text, String title, List<String> names) {
    if (!names.isEmpty()) {
      text.append(title).append(String.join(", ", names));
    }
  }

  private List<String> named(String outcome) {
    return rows.stream().filter(is(outcome)).map(DrillRow::drill).toList();
  }

  private static Predicate<DrillRow> is(String outcome) {
    return row -> row.outcome().equals(outcome);
  }
}
