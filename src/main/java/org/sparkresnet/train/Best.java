package org.sparkresnet.train;

/**
 * The highest validation accuracy so far.
 *
 * @param accuracy -1 before the first evaluation
 * @param iteration global iteration after which it was measured
 * @param evaluationsSince evaluations after it
 * @param model flat parameter vector that reached it; empty if it is not kept
 */
public record Best(double accuracy, long iteration, int evaluationsSince, float[] model) {
  /** Before the first evaluation. */
  static final Best NONE = new Best(-1, 0, 0, new float[0]);

  /** After an evaluation of another model. */
  Best after(double newAccuracy, long newIteration, float[] newModel, boolean keep) {
    return newAccuracy > accuracy
        ? new Best(newAccuracy, newIteration, 0, keep ? newModel.clone() : new float[0])
        : new Best(accuracy, iteration, evaluationsSince + 1, model);
  }
}
