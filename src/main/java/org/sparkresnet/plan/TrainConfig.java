package org.sparkresnet.plan;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.sparkresnet.common.UserError;
import org.sparkresnet.dataset.Augmentation;
import org.sparkresnet.replica.LearningRate;
import org.sparkresnet.replica.ReplicaSpec;

/**
 * Configuration of a training run. Together with the data it determines the result.
 *
 * @param labelSmoothing share of the target spread evenly over the classes
 * @param averageMomentum true if momentum is averaged like the parameters, false if every worker
 *     begins a round without momentum
 * @param outer optimizer of the averaged model
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
    OuterOptimizer outer,
    double emaDecay,
    ModelSelection selection)
    implements Serializable {
  /** Shortest round, in minibatches, that outer momentum does not harm. */
  private static final int LONG_ROUND = 16;

  /** Checks the ranges. */
  public TrainConfig {
    requireShare("dataset.label-smoothing", labelSmoothing);
    requireShare("train.ema-decay", emaDecay);
  }

  private static void requireShare(String key, double value) {
    if (!(value >= 0 && value < 1)) {
      throw UserError.usage(key + " must be at least 0 and below 1, cannot be: " + value);
    }
  }

  /** This configuration with another specification of its replicas. */
  public TrainConfig with(ReplicaSpec other) {
    return new TrainConfig(
        plan, other, augmentation, labelSmoothing, averageMomentum, outer, emaDecay, selection);
  }

  /** Mean learning rate of a round's minibatches. */
  public double meanLearningRate(Plan.Round round) {
    LearningRate learningRate = replica.optimizer().learningRate();
    double sum = 0;
    for (long i = round.iteration(); i < round.endIteration(); i++) {
      sum += learningRate.at(i);
    }
    return sum / round.minibatches();
  }

  /** Lines on settings that are possible and known to harm, or that have no effect. */
  public List<String> cautions() {
    return Stream.of(resonance(), lossOfAveraging(), stepBeyondTheEnd())
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * Outer momentum remembers about as many iterations as the workers' momentum where the rounds are
   * short, so that the two resonate.
   */
  private Optional<String> resonance() {
    double inner = replica.optimizer().momentum();
    int every = plan.frequency().lowest();
    if (outer.momentum() == 0 || inner == 0 || !averageMomentum || every >= LONG_ROUND) {
      return Optional.empty();
    }
    return Optional.of(
        "train.outer.momentum = %s oscillates with an averaged train.momentum = %s in rounds of fewer than %d minibatches (train.averaging-frequency: %d); set train.average-momentum = false or average less often"
            .formatted(outer.momentum(), inner, LONG_ROUND, every));
  }

  /**
   * No averaging is more frequent than one after every minibatch, and its loss may be too large.
   */
  private Optional<String> lossOfAveraging() {
    long images = (long) plan.workers() * plan.batchSize();
    AveragingLoss law = new AveragingLoss(plan.workers(), images);
    if (plan.frequency().highest() > 1 || law.points(1) <= AveragingLoss.ALLOWED) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%d workers with %d images a step lose about %.1f points of accuracy against one worker, though they are averaged after every minibatch; take fewer workers, or more images a step (train.global-batch-size)",
            plan.workers(),
            images,
            law.points(1)));
  }

  private Optional<String> stepBeyondTheEnd() {
    LearningRate rate = replica.optimizer().learningRate();
    if (rate instanceof LearningRate.WarmUp warmUp) {
      rate = warmUp.schedule();
    }
    if (!(rate instanceof LearningRate.Step step)
        || step.at().isEmpty()
        || step.at().get(0) < plan.iterations()) {
      return Optional.empty();
    }
    return Optional.of(
        "the learning rate stays at %s: the first iteration of train.step.at is %d, and the run has %d iterations"
            .formatted(step.initial(), step.at().get(0), plan.iterations()));
  }

  /** Seed of order, augmentation and initial parameters. */
  public long seed() {
    return replica.seed();
  }
}
