package org.sparkresnet.plan;

import java.io.Serializable;
import org.sparkresnet.common.UserError;
import org.sparkresnet.dataset.Augmentation;
import org.sparkresnet.replica.ReplicaSpec;

/**
 * Configuration of a training run. Together with the data it determines the result.
 *
 * @param labelSmoothing share of the target spread evenly over the classes
 * @param averageMomentum true if momentum is averaged like the parameters, false if every worker
 *     begins a round without momentum
 * @param outerMomentum momentum of the averaged model's movement (block momentum, Chen and Huo
 *     2016); 0 for none
 * @param emaDecay decay per iteration of the moving average of the weights, which is evaluated and
 *     saved instead of the last weights; 0 for none
 * @param selection rule which model is the result and when training ends early
 */
public record TrainConfig(
    Plan plan,
    ReplicaSpec replica,
    Augmentation augmentation,
    double labelSmoothing,
    boolean averageMomentum,
    double outerMomentum,
    double emaDecay,
    ModelSelection selection)
    implements Serializable {
  /** Checks the ranges. */
  public TrainConfig {
    requireShare("dataset.label-smoothing", labelSmoothing);
    requireShare("train.outer-momentum", outerMomentum);
    requireShare("train.ema-decay", emaDecay);
  }

  private static void requireShare(String key, double value) {
    if (!(value >= 0 && value < 1)) {
      throw UserError.usage(key + " must be at least 0 and below 1, cannot be: " + value);
    }
  }

  /** Seed of order, augmentation and initial parameters. */
  public long seed() {
    return replica.seed();
  }
}
