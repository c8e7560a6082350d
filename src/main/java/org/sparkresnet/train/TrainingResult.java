package org.sparkresnet.train;

import org.sparkresnet.replica.Weights;

/**
 * How training ended.
 *
 * @param model flat parameter vector of the model: the best one if it is kept, else the moving
 *     average if there is one, else the last averaged weights
 * @param modelIteration global iteration that the model is of
 * @param best the highest validation accuracy, where that decides something
 * @param end whether there is nothing left to train
 */
public record TrainingResult(
    float[] model, long modelIteration, Progress progress, BestModel best, End end) {
  /** Why training ended. */
  public enum End {
    /** All iterations are done. */
    COMPLETE,
    /** The validation accuracy stopped rising. */
    EARLY,
    /** It goes on when it is asked to. */
    PAUSED
  }

  /** Whether there is nothing left to train. */
  public boolean finished() {
    return end != End.PAUSED;
  }

  /** SHA-256 of the model's parameters as little-endian float32, in hex. */
  public String parametersSha256() {
    return Weights.sha256(model);
  }
}
