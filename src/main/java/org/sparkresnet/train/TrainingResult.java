package org.sparkresnet.train;

/**
 * How training ended.
 *
 * @param model flat parameter vector of the model: the moving average if there is one, else the
 *     last averaged weights
 * @param finished false if it paused before the last iteration
 */
public record TrainingResult(float[] model, Progress progress, boolean finished) {
  /** SHA-256 of the model's parameters as little-endian float32, in hex. */
  public String parametersSha256() {
    return Weights.sha256(model);
  }
}
