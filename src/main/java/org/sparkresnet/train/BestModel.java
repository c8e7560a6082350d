package org.sparkresnet.train;

/**
 * The highest validation accuracy so far.
 *
 * @param accuracy -1 before the first evaluation
 * @param iteration global iteration after which it was measured
 * @param evaluationsSince evaluations after it
 * @param model flat parameter vector that reached it; empty if it is not kept
 */
public record BestModel(double accuracy, long iteration, int evaluationsSince, float[] model) {
  /** Before the first evaluation. */
  static final BestModel NONE = new BestModel(-1, 0, 0, new float[0]);

  /** After an evaluation of another model. */
  BestModel after(double newAccuracy, long newIteration, float[] newModel, boolean keep) {
    return newAccuracy > accuracy
        ? new BestModel(newAccuracy, newIteration, 0, keep ? newModel.clone() : new float[0])
        : new BestModel(accuracy, iteration, evaluationsSince + 1, model);
  }
}
