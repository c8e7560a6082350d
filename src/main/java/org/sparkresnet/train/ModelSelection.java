package org.sparkresnet.train;

import java.io.Serializable;
import org.sparkresnet.common.UserError;

/**
 * What the validation accuracy decides. The test images decide nothing.
 *
 * @param keepBest whether the model is that of the epoch with the highest validation accuracy, the
 *     earliest of equals, instead of the last one
 * @param patience evaluations in a row without a higher validation accuracy after which training
 *     ends; 0 for never
 */
public record ModelSelection(boolean keepBest, int patience) implements Serializable {
  /** The last model, after all iterations. */
  public static final ModelSelection NONE = new ModelSelection(false, 0);

  public ModelSelection {
    if (patience < 0) {
      throw UserError.usage(
          "train.early-stopping.patience must be at least 0, cannot be: " + patience);
    }
  }

  /** Whether validation accuracies are needed. */
  public boolean isActive() {
    return keepBest || patience > 0;
  }

  boolean stopsAfter(BestModel best) {
    return patience > 0 && best.evaluationsSince() >= patience;
  }
}
