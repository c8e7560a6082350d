package org.sparkresnet.plan;

import java.io.Serializable;
import org.sparkresnet.common.UserError;

/**
 * Rules of model selection and early stopping by validation accuracy. The test images have no
 * influence.
 *
 * @param keepBest true if the result is the model of the evaluation with the highest validation
 *     accuracy (of equals the earliest), false if it is the last model
 * @param patience evaluations in a row without a higher validation accuracy after which training
 *     ends; 0 for never
 */
public record ModelSelection(boolean keepBest, int patience) implements Serializable {
  /** No selection: the last model, after all iterations. */
  public static final ModelSelection NONE = new ModelSelection(false, 0);

  public ModelSelection {
    if (patience < 0) {
      throw UserError.usage(
          "train.early-stopping.patience must be at least 0, cannot be: " + patience);
    }
  }

  /** Tells whether validation accuracies are needed. */
  public boolean isActive() {
    return keepBest || patience > 0;
  }

  /** Tells whether so many evaluations in a row without a higher accuracy end the training. */
  public boolean stopsAfter(int evaluations) {
    return patience > 0 && evaluations >= patience;
  }
}
