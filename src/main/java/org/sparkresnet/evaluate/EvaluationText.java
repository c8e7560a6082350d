package org.sparkresnet.evaluate;

import java.util.List;
import java.util.Locale;

/** Scores as plain text for the console, lines ended by a newline. */
public final class EvaluationText {
  private EvaluationText() {}

  /**
   * The confusion matrix: one line an actual class, one column a predicted class, both in the order
   * of class ids.
   *
   * @param classNames one name a class id
   */
  public static String confusion(ConfusionMatrix matrix, List<String> classNames) {
    requireNames(matrix.classes(), classNames);
    int nameWidth = width(classNames, "actual \\ predicted");
    int width = width(classNames, Long.toString(matrix.total()));
    StringBuilder text = new StringBuilder(left("actual \\ predicted", nameWidth));
    classNames.forEach(name -> text.append("  ").append(right(name, width)));
    for (int actual = 0; actual < matrix.classes(); actual++) {
      text.append('\n').append(left(classNames.get(actual), nameWidth));
      for (int predicted = 0; predicted < matrix.classes(); predicted++) {
        String count = Long.toString(matrix.count(actual, predicted));
        text.append("  ").append(right(count, width));
      }
    }
    return text.append('\n').toString();
  }

  /**
   * One line a class: precision, recall, F1 and number of examples.
   *
   * @param classNames one name a class id
   */
  public static String classes(ClassificationReport report, List<String> classNames) {
    requireNames(report.classes().size(), classNames);
    int nameWidth = width(classNames, "class");
    StringBuilder text = new StringBuilder(left("class", nameWidth));
    text.append("  precision  recall      f1  support\n");
    for (ClassScores scores : report.classes()) {
      text.append(left(classNames.get(scores.classId()), nameWidth))
          .append(
              String.format(
                  Locale.ROOT,
                  "  %9.4f  %6.4f  %6.4f  %7d\n",
                  scores.precision(),
                  scores.recall(),
                  scores.f1(),
                  scores.support()));
    }
    return text.toString();
  }

  /** One line on an evaluation of the training images, without a newline. */
  public static String trainingImages(ClassificationReport report) {
    return String.format(
        Locale.ROOT,
        "on the %,d training images as they are: accuracy %.2f %%, loss %.4f",
        report.examples(),
        100 * report.accuracy(),
        report.loss());
  }

  private static void requireNames(int classes, List<String> classNames) {
    if (classNames.size() != classes) {
      throw new IllegalArgumentException(
          classes + " classes need " + classes + " names, there are: " + classNames.size());
    }
  }

  private static int width(List<String> names, String other) {
    return Math.max(
        other.length(), names.stream().mapToInt(String::length).max().orElse(other.length()));
  }

  private static String left(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private static String right(String text, int width) {
    return " ".repeat(width - text.length()) + text;
  }
}
