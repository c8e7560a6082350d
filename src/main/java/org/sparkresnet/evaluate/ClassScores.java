package org.sparkresnet.evaluate;

/**
 * Scores of one class against all others. A score with denominator 0 is 0: the precision of a class
 * that was never predicted, the recall of a class without examples, the F1 of a class with neither.
 *
 * @param precision share of the class's predictions that are right
 * @param recall share of the class's examples that were found
 * @param f1 harmonic mean of precision and recall
 * @param support examples of the class
 */
public record ClassScores(int classId, double precision, double recall, double f1, long support) {
  static ClassScores of(ConfusionMatrix matrix, int classId) {
    long right = matrix.count(classId, classId);
    long predicted = matrix.predictedTotal(classId);
    long support = matrix.actualTotal(classId);
    return new ClassScores(
        classId,
        ratio(right, predicted),
        ratio(right, support),
        ratio(2 * right, predicted + support),
        support);
  }

  private static double ratio(long numerator, long denominator) {
    return denominator == 0 ? 0 : (double) numerator / denominator;
  }
}
