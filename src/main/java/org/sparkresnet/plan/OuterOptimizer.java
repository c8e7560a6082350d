package org.sparkresnet.plan;

import java.io.Serializable;
import org.sparkresnet.common.UserError;

/**
 * Optimizer of the averaged model: the movement of the weights in a round is its gradient. Its
 * velocity is in units of the learning rate (SlowMo, Wang et al. 2020), so that a falling rate also
 * shortens the steps that the velocity repeats.
 *
 * @param rate factor of the movement; 1 takes the workers' average as it is, without momentum
 * @param momentum share of the velocity that a round keeps; 0 for none
 * @param nesterov Nesterov's momentum instead of the classical one (DiLoCo, Douillard et al. 2023)
 */
public record OuterOptimizer(double rate, double momentum, boolean nesterov)
    implements Serializable {
  /** Plain averaging. */
  public static final OuterOptimizer NONE = new OuterOptimizer(1, 0, false);

  /** Checks the ranges. */
  public OuterOptimizer {
    if (!(rate > 0 && Double.isFinite(rate))) {
      throw UserError.usage("train.outer.rate must be above 0 and finite, cannot be: " + rate);
    }
    if (!(momentum >= 0 && momentum < 1)) {
      throw UserError.usage(
          "train.outer.momentum must be at least 0 and below 1, cannot be: " + momentum);
    }
  }

  /** Tells whether the workers' average is taken as it is. */
  public boolean isPlain() {
    return rate == 1 && momentum == 0;
  }

  /** Tells whether there is a velocity, as long as the parameters. */
  public boolean hasVelocity() {
    return momentum > 0;
  }
}
