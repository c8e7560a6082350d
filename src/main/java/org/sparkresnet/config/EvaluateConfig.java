package org.sparkresnet.config;

import org.sparkresnet.plan.Plan;

/**
 * Keys evaluate.*.
 *
 * @param everyEpochs epochs between two evaluations while training; 0 for the end only
 * @param batchSize images in a minibatch
 * @param precision of the network's activations
 * @param testTimeFlips whether images are evaluated with their mirror images as well
 * @param trainingImages whether the final model is evaluated on the training images as well
 * @param recomputeStatistics training images from which the running statistics of a model are
 *     recomputed before it is evaluated or saved; 0 for none
 * @param temperature of the model's probabilities
 */
public record EvaluateConfig(
    int everyEpochs,
    int batchSize,
    EvaluationPrecision precision,
    boolean testTimeFlips,
    boolean trainingImages,
    int recomputeStatistics,
    TemperatureScaling temperature) {
  static final String GROUP = "evaluate.";
  static final String EVERY_EPOCHS = "evaluate.every-epochs";
  static final String RECOMPUTE_STATISTICS = "evaluate.recompute-statistics";

  static final String TEMPERATURE = "evaluate.temperature";

  static final String PRECISION = "evaluate.precision";
  static final String BATCH_SIZE = "evaluate.batch-size";

  /** Fewer images tell too little of a network's statistics. */
  private static final int LEAST_RECOMPUTED = 1000;

  static EvaluateConfig of(Settings settings) {
    return new EvaluateConfig(
        settings.integer(EVERY_EPOCHS, Rule.atLeast(0)),
        settings.integer(BATCH_SIZE, Rule.between(1, Plan.MAX_BATCH)),
        settings.choice(PRECISION, EvaluationPrecision.class),
        settings.flag("evaluate.test-time-flips"),
        settings.flag("evaluate.training-images"),
        settings.integer(RECOMPUTE_STATISTICS, Rule.zeroOrAtLeast(LEAST_RECOMPUTED)),
        settings.choice(TEMPERATURE, TemperatureScaling.class));
  }
}
