package org.sparkresnet.train;

import java.util.Optional;
import org.sparkresnet.common.Split;
import org.sparkresnet.common.UserError;
import org.sparkresnet.replica.Weights;

/**
 * Result of a training run.
 *
 * @param model flat parameter vector: of the best model if it is kept, else the moving average if
 *     there is one, else the last averaged weights
 * @param modelIteration global iteration of the model
 * @param best model with the highest validation accuracy, if validation is used
 * @param end reason why training ended
 * @param dynamics of the examples, if they were observed
 */
public record TrainingResult(
    float[] model,
    long modelIteration,
    Progress progress,
    BestModel best,
    End end,
    Optional<ExampleDynamics> dynamics) {
  /** Reason why training ended. */
  public enum End {
    /** All iterations are done. */
    COMPLETE,
    /** The validation accuracy stopped rising. */
    EARLY,
    /** The run was paused and can be resumed. */
    PAUSED
  }

  /** This result with another parameter vector of its model. */
  public TrainingResult withModel(float[] parameters) {
    return new TrainingResult(parameters, modelIteration, progress, best, end, dynamics);
  }

  /**
   * Checks the model by its loss on some images: training computes none after its last update,
   * whose parameters may be finite and still too large for any output.
   *
   * @throws UserError of code DIVERGED if the loss is no finite number
   */
  public void requireFinite(Split images, double loss) {
    if (!Double.isFinite(loss)) {
      throw UserError.diverged(
          "training diverged: the loss of the %s images is %s with the model of iteration %d; lower train.learning-rate or lengthen train.warm-up.iterations"
              .formatted(images.label(), loss, modelIteration));
    }
  }

  /** Tells whether there is nothing left to train. */
  public boolean finished() {
    return end != End.PAUSED;
  }

  /** SHA-256 of the model's parameters as little-endian float32, in hex. */
  public String parametersSha256() {
    return Weights.sha256(model);
  }
}
