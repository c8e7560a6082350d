package org.sparkresnet.tables;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.sparkresnet.tables.Table.column;

import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.sparkresnet.evaluate.ClassScores;
import org.sparkresnet.evaluate.ClassificationReport;

/** How well a class is told from the others on a split, in single views. */
public record ClassRow(String split, String className, ClassScores scores) implements TableRow {
  /** Its table. */
  public static final Table<ClassRow> TABLE =
      new Table<>(
          "per_class",
          column("split", StringType, "train, validation or test"),
          column("class_id", IntegerType, "class id, 0 to 9"),
          column("class_name", StringType, "name of the class"),
          column("precision", DoubleType, "share of its predictions that are right; 0 if none"),
          column("recall", DoubleType, "share of its images that were found; 0 if none"),
          column("f1", DoubleType, "harmonic mean of precision and recall"),
          column("support", LongType, "images of the class"));

  public ClassRow {
    RowChecks.requireSplit(split);
    Objects.requireNonNull(className, "class_name");
    Objects.requireNonNull(scores, "scores");
  }

  /**
   * One row a class, by class id.
   *
   * @param classNames one name a class id
   */
  public static List<ClassRow> of(
      String split, ClassificationReport report, List<String> classNames) {
    RowChecks.requireNames(report.classes().size(), classNames);
    return report.classes().stream()
        .map(scores -> new ClassRow(split, classNames.get(scores.classId()), scores))
        .toList();
  }

  /** The row as {@link TableReader} reads it. */
  public static ClassRow of(Row row) {
    return new ClassRow(
        row.getAs("split"),
        row.getAs("class_name"),
        new ClassScores(
            row.getAs("class_id"),
            row.getAs("precision"),
            row.getAs("recall"),
            row.getAs("f1"),
            row.getAs("support")));
  }

  @Override
  public Object[] cells() {
    return new Object[] {
      split,
      scores.classId(),
      className,
      scores.precision(),
      scores.recall(),
      scores.f1(),
      scores.support()
    };
  }
}
