package org.sparkresnet.tables.rows;

import java.util.List;
import java.util.Objects;
import org.sparkresnet.evaluate.ClassScores;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.tables.Column;
import org.sparkresnet.tables.Table;

/** Row of the table {@code per_class}: the scores of one class on a split, in single views. */
public record ClassRow(
    @Column("train, validation or test") String split,
    @Column("class id, from 0") int classId,
    @Column("name of the class") String className,
    @Column("share of its predictions that are right; 0 if none") double precision,
    @Column("share of its images that were found; 0 if none") double recall,
    @Column("harmonic mean of precision and recall") double f1,
    @Column("images of the class") long support) {

  /** The table of these rows. */
  public static final Table<ClassRow> TABLE = Table.of("per_class", ClassRow.class);

  public ClassRow {
    RowChecks.requireSplit(split);
    Objects.requireNonNull(className, "class_name");
  }

  /**
   * One row for each class, by class id.
   *
   * @param classNames one name for each class id
   */
  public static List<ClassRow> of(
      String split, ClassificationReport report, List<String> classNames) {
    return of(split, report.classes(), classNames);
  }

  /** One row for each class, in the order of the scores. */
  public static List<ClassRow> of(
      String split, List<ClassScores> classes, List<String> classNames) {
    RowChecks.requireNames(classes.size(), classNames);
    return classes.stream()
        .map(
            scores ->
                new ClassRow(
                    split,
                    scores.classId(),
                    classNames.get(scores.classId()),
                    scores.precision(),
                    scores.recall(),
                    scores.f1(),
                    scores.support()))
        .toList();
  }
}
