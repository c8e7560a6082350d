package org.sparkresnet.config;

import org.sparkresnet.plan.Plan;

/**
 * Keys evaluate.*.
 *
 * @param everyEpochs epochs between two evaluations while training; 0 for the end only
 * @param batchSize images in a minibatch
 * @param testTimeFlips whether images are evaluated with their mirror images as well
 * @param trainingImages whether the final model is evaluated on the training images as well
 */
public record EvaluateConfig(
    int everyEpochs, int batchSize, boolean testTimeFlips, boolean trainingImages) {
  static final String EVERY_EPOCHS = "evaluate.every-epochs";

  static EvaluateConfig of(Settings settings) {
    return new EvaluateConfig(
        settings.integer(EVERY_EPOCHS, Rule.atLeast(0)),
        settings.integer("evaluate.batch-size", Rule.between(1, Plan.MAX_BATCH)),
        settings.flag("evaluate.test-time-flips"),
        settings.flag("evaluate.training-images"));
  }
}
