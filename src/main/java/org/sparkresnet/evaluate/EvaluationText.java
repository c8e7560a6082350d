package org.sparkresnet.evaluate;

import java.util.ArrayList;
import java.util.List;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.TextTable;

/** Formats scores as plain text for the console; each line ends with a newline. */
public final class EvaluationText {
  private EvaluationText() {}

  /**
   * Formats the confusion matrix: one line for each actual class, one column for each predicted
   * class, both by class id.
   *
   * @param classNames one name a class id
   */
  public static String confusion(ConfusionMatrix matrix, List<String> classNames) {
    requireNames(matrix.classes(), classNames);
    TextTable table = new TextTable(1).row("actual \\ predicted", classNames);
    for (int actual = 0; actual < matrix.classes(); actual++) {
      List<String> counts = new ArrayList<>();
      for (int predicted = 0; predicted < matrix.classes(); predicted++) {
        counts.add(Long.toString(matrix.count(actual, predicted)));
      }
      table.row(classNames.get(actual), counts);
    }
    return table.toString();
  }

  /**
   * Formats one line for each class: precision, recall, F1 and number of examples.
   *
   * @param classNames one name a class id
   */
  public static String classes(ClassificationReport report, List<String> classNames) {
    requireNames(report.classes().size(), classNames);
    TextTable table = new TextTable(1).row("class", "precision", "recall", "f1", "support");
    for (ClassScores scores : report.classes()) {
      table.row(
          classNames.get(scores.classId()),
          HumanText.format("%.4f", scores.precision()),
          HumanText.format("%.4f", scores.recall()),
          HumanText.format("%.4f", scores.f1()),
          HumanText.format("%d", scores.support()));
    }
    return table.toString();
  }

  /** Formats an evaluation of the training images in one line, without a newline. */
  public static String trainingImages(ClassificationReport report) {
    return HumanText.format(
        "on the %,d training images as they are: accuracy %.2f %%, loss %.4f",
        report.examples(), 100 * report.accuracy(), report.loss());
  }

  private static void requireNames(int classes, List<String> classNames) {
    if (classNames.size() != classes) {
      throw new IllegalArgumentException(
          classes + " classes need " + classes + " names, there are: " + classNames.size());
    }
  }
}
