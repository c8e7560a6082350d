package org.sparkresnet.tables;

import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.sparkresnet.tables.Table.column;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.sparkresnet.evaluate.ConfusionMatrix;

/** A cell of the confusion matrix of a split, in single views. */
public record ConfusionRow(
    String split, int actualId, String actual, int predictedId, String predicted, long count)
    implements TableRow {

  /** Its table. */
  public static final Table<ConfusionRow> TABLE =
      new Table<>(
          "confusion",
          column("split", StringType, "train, validation or test"),
          column("actual_id", IntegerType, "actual class id, 0 to 9"),
          column("actual", StringType, "name of the actual class"),
          column("predicted_id", IntegerType, "predicted class id, 0 to 9"),
          column("predicted", StringType, "name of the predicted class"),
          column("count", LongType, "images of the one class predicted as the other; also 0"));

  public ConfusionRow {
    RowChecks.requireSplit(split);
    Objects.requireNonNull(actual, "actual");
    Objects.requireNonNull(predicted, "predicted");
  }

  /**
   * All cells, those with count 0 included, by actual and then predicted class id.
   *
   * @param classNames one name a class id
   */
  public static List<ConfusionRow> of(
      String split, ConfusionMatrix matrix, List<String> classNames) {
    RowChecks.requireNames(matrix.classes(), classNames);
    List<ConfusionRow> rows = new ArrayList<>();
    for (int actual = 0; actual < matrix.classes(); actual++) {
      for (int predicted = 0; predicted < matrix.classes(); predicted++) {
        rows.add(
            new ConfusionRow(
                split,
                actual,
                classNames.get(actual),
                predicted,
                classNames.get(predicted),
                matrix.count(actual, predicted)));
      }
    }
    return rows;
  }

  /** The row as {@link TableReader} reads it. */
  public static ConfusionRow of(Row row) {
    return new ConfusionRow(
        row.getAs("split"),
        row.getAs("actual_id"),
        row.getAs("actual"),
        row.getAs("predicted_id"),
        row.getAs("predicted"),
        row.getAs("count"));
  }

  @Override
  public Object[] cells() {
    return new Object[] {split, actualId, actual, predictedId, predicted, count};
  }
}
