package org.sparkresnet.rounds;

import org.sparkresnet.plan.Plan;
import org.sparkresnet.plan.TrainConfig;

/**
 * What is known of a round as soon as it is averaged.
 *
 * @param loss mean loss of its images, with label smoothing and the weight-decay term
 * @param learningRate learning rate of its first minibatch
 * @param seconds duration of the round
 */
public record RoundProgress(
    Plan.Round round, long examples, double loss, double learningRate, double seconds) {
  static RoundProgress of(TrainConfig config, Plan.Round round, double loss, double seconds) {
    return new RoundProgress(
        round,
        config.plan().examplesOf(round),
        loss,
        config.replica().optimizer().learningRate().at(round.iteration()),
        seconds);
  }

  /** Images a second over the whole round. */
  public double imagesPerSecond() {
    return examples / seconds;
  }
}
