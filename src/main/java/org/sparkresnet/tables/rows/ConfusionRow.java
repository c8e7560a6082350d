package org.sparkresnet.tables.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.sparkresnet.evaluate.ConfusionMatrix;
import org.sparkresnet.tables.Column;
import org.sparkresnet.tables.Table;

/** Row of the table {@code confusion}: a cell of a split's confusion matrix, in single views. */
public record ConfusionRow(
    @Column("train, validation or test") String split,
    @Column("actual class id, from 0") int actualId,
    @Column("name of the actual class") String actual,
    @Column("predicted class id, from 0") int predictedId,
    @Column("name of the predicted class") String predicted,
    @Column("images of the one class predicted as the other; of up to 100 classes also 0")
        long count) {

  /** The table of these rows. */
  public static final Table<ConfusionRow> TABLE = Table.of("confusion", ConfusionRow.class);

  private static final int MOST_FULL = 100;

  public ConfusionRow {
    RowChecks.requireSplit(split);
    Objects.requireNonNull(actual, "actual");
    Objects.requireNonNull(predicted, "predicted");
  }

  /**
   * All cells, by actual and then predicted class id. Of more than {@value #MOST_FULL} classes
   * those beside the diagonal with count 0 are left out: a thousand classes have a million cells.
   *
   * @param classNames one name for each class id
   */
  public static List<ConfusionRow> of(
      String split, ConfusionMatrix matrix, List<String> classNames) {
    RowChecks.requireNames(matrix.classes(), classNames);
    List<ConfusionRow> rows = new ArrayList<>();
    for (int actual = 0; actual < matrix.classes(); actual++) {
      for (int predicted = 0; predicted < matrix.classes(); predicted++) {
        long count = matrix.count(actual, predicted);
        if (count > 0 || actual == predicted || matrix.classes() <= MOST_FULL) {
          rows.add(
              new ConfusionRow(
                  split,
                  actual,
                  classNames.get(actual),
                  predicted,
                  classNames.get(predicted),
                  count));
        }
      }
    }
    return rows;
  }
}
