package org.sparkresnet.evaluate;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Scores of an evaluation, all computed from its counts.
 *
 * @param examples number of examples, at least 1
 * @param accuracy share of the examples whose most probable class is the actual one
 * @param top5Accuracy share of the examples whose actual class is among the five most probable;
 *     always 1 with at most five classes and finite probabilities
 * @param loss mean cross-entropy in nats, with probabilities below {@link
 *     EvaluationCounts#SMALLEST_PROBABILITY} raised to it
 * @param macroF1 mean of F1 over all classes, those without examples included
 * @param mcc {@link #mcc(ConfusionMatrix)}
 * @param reliability bins of the predicted probabilities
 * @param classes the scores of each class, by class id
 */
public record ClassificationReport(
    long examples,
    double accuracy,
    double top5Accuracy,
    double loss,
    double macroF1,
    double mcc,
    Reliability reliability,
    List<ClassScores> classes) {

  public ClassificationReport {
    classes = List.copyOf(classes);
  }

  /**
   * Computes the scores of the given counts.
   *
   * @throws IllegalArgumentException if nothing was counted: an empty set has no accuracy, not even
   *     0
   */
  public static ClassificationReport of(EvaluationCounts counts) {
    ConfusionMatrix matrix = counts.confusion();
    long examples = requireExamples(matrix);
    List<ClassScores> classes = classScores(matrix);
    return new ClassificationReport(
        examples,
        (double) matrix.correct() / examples,
        (double) counts.top5Hits() / examples,
        counts.lossSum() / examples,
        classes.stream().mapToDouble(ClassScores::f1).sum() / classes.size(),
        mcc(matrix),
        Reliability.of(counts.predictions()),
        classes);
  }

  /** The scores of each class, by class id. */
  public static List<ClassScores> classScores(ConfusionMatrix matrix) {
    return IntStream.range(0, matrix.classes()).mapToObj(id -> ClassScores.of(matrix, id)).toList();
  }

  /**
   * Matthews correlation coefficient for many classes, from -1 to 1: R_K of Gorodkin, "Comparing
   * two K-category assignments by a K-category correlation coefficient" (2004). It is 0 (no
   * correlation) where it is not defined: if all examples or all predictions are of one class.
   *
   * @throws IllegalArgumentException if the matrix is empty
   */
  public static double mcc(ConfusionMatrix matrix) {
    // Doubles: products of counts overflow a long from 3 billion examples on, and are exact below
    // 94 million.
    double total = requireExamples(matrix);
    double chance = 0;
    double predictedSquares = 0;
    double actualSquares = 0;
    for (int id = 0; id < matrix.classes(); id++) {
      double predicted = matrix.predictedTotal(id);
      double actual = matrix.actualTotal(id);
      chance += predicted * actual;
      predictedSquares += predicted * predicted;
      actualSquares += actual * actual;
    }
    double denominator =
        Math.sqrt(total * total - predictedSquares) * Math.sqrt(total * total - actualSquares);
    return denominator == 0 ? 0 : (matrix.correct() * total - chance) / denominator;
  }

  private static long requireExamples(ConfusionMatrix matrix) {
    long examples = matrix.total();
    if (examples == 0) {
      throw new IllegalArgumentException("no example was counted: an empty set has no scores");
    }
    return examples;
  }
}
