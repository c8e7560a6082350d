package org.sparkresnet.replica;

import java.io.Serializable;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ISchedule;
import org.sparkresnet.common.UserError;

/**
 * SGD with momentum as each worker runs it, and what may take its place for some weights.
 *
 * @param learningRate by global iteration
 * @param momentum 0 for plain SGD
 * @param nesterov Nesterov's momentum instead of the classical one
 * @param weightDecay added to the gradient as weightDecay × weight, for convolution and dense
 *     weights only
 * @param whitensStem tells whether the first convolution has a {@link StemWhitening}, from the
 *     images
 * @param muon optimizer of the 3x3 weights of the units, if that is not SGD
 */
public record Optimizer(
    LearningRate learningRate,
    double momentum,
    boolean nesterov,
    double weightDecay,
    boolean whitensStem,
    Muon muon)
    implements Serializable {
  /** An optimizer that takes the gradient as it is. */
  public Optimizer(
      LearningRate learningRate, double momentum, boolean nesterov, double weightDecay) {
    this(learningRate, momentum, nesterov, weightDecay, false, Muon.NONE);
  }

  /** Checks the ranges. */
  public Optimizer {
    if (!(momentum >= 0 && momentum < 1)) {
      throw UserError.usage(
          "train.momentum must be at least 0 and below 1, cannot be: " + momentum);
    }
    if (!(weightDecay >= 0)) {
      throw UserError.usage("train.weight-decay must be at least 0, cannot be: " + weightDecay);
    }
    if (muon.isUsed() && momentum == 0) {
      throw UserError.usage(
          "train.optimizer = muon needs a train.momentum above 0 for the other weights, cannot be: "
              + momentum);
    }
  }

  /** The DL4J updater of this optimizer. */
  IUpdater updater() {
    ISchedule schedule = new GlobalSchedule(learningRate);
    if (momentum == 0) {
      return new Sgd(schedule);
    }
    return nesterov ? new Nesterovs(schedule, momentum) : new HeavyBall(schedule, momentum);
  }

  /**
   * DL4J schedule that takes the rate from the global iteration; a replica sets the iteration
   * before each minibatch.
   */
  private record GlobalSchedule(LearningRate learningRate) implements ISchedule {
    @Override
    public double valueAt(int iteration, int epoch) {
      return learningRate.at(iteration);
    }

    @Override
    public ISchedule clone() {
      return this;
    }
  }
}
