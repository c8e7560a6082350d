package org.sparkresnet.train;

/**
 * Model with the highest validation accuracy so far.
 *
 * @param accuracy -1 before the first evaluation
 * @param iteration global iteration after which the accuracy was measured
 * @param evaluationsSince number of evaluations since then
 * @param model flat parameter vector with this accuracy; empty if it is not kept
 */
public record BestModel(double accuracy, long iteration, int evaluationsSince, float[] model) {
  /** Value before the first evaluation. */
  static final BestModel NONE = new BestModel(-1, 0, 0, new float[0]);

  /** The best model after one more evaluation. */
  BestModel after(double newAccuracy, long newIteration, float[] newModel, boolean keep) {
    return newAccuracy > accuracy
        ? new BestModel(newAccuracy, newIteration, 0, keep ? newModel.clone() : new float[0])
        : new BestModel(accuracy, iteration, evaluationsSince + 1, model);
  }
}
