package org.sparkresnet.report;

import org.sparkresnet.tables.rows.EvaluationRow;

/**
 * Scores of a model on a split, from a row of the table of evaluations.
 *
 * @param split train, validation or test
 * @param loss mean cross-entropy in nats
 * @param testTimeFlips true if predictions are means over image and mirror image
 */
public record Scores(
    String split,
    long examples,
    double accuracy,
    double loss,
    double top5Accuracy,
    double macroF1,
    double mcc,
    boolean testTimeFlips) {

  /** Scores of a row. */
  public static Scores of(EvaluationRow row) {
    return new Scores(
        row.split(),
        row.examples(),
        row.accuracy(),
        row.loss(),
        row.top5Accuracy(),
        row.macroF1(),
        row.mcc(),
        row.testTimeFlips());
  }
}
