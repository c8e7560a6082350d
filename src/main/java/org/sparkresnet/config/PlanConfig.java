package org.sparkresnet.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import org.sparkresnet.common.UserError;
import org.sparkresnet.plan.AveragingFrequency;
import org.sparkresnet.plan.AveragingLoss;
import org.sparkresnet.plan.Plan;

/**
 * The keys of train that {@link Plan} follows from.
 *
 * @param configuredWorkers number of workers; 0 for as many as there are task slots
 * @param batchSize images in a minibatch of one worker, unless globalBatchSize is above 0
 * @param globalBatchSize images in the minibatches of all workers together; 0 to go by batchSize
 * @param epochs passes over the training images, unless iterations is above 0
 * @param iterations iterations of the run; 0 to go by epochs
 * @param frequency averaging frequency; empty for the one of {@link AveragingLoss}
 */
public record PlanConfig(
    int configuredWorkers,
    int batchSize,
    int globalBatchSize,
    int epochs,
    long iterations,
    Optional<AveragingFrequency> frequency) {
  static final String WORKERS = "train.workers";
  static final String AVERAGING_FREQUENCY = "train.averaging-frequency";

  private static final String FROM = "from";
  private static final String EVERY = "every";
  private static final String FREQUENCY_RULE = "a whole number, auto or a list of {from, every}";

  /** Values of train.averaging-frequency that leave it to the law; by-rate is an earlier name. */
  private static final Set<String> AUTO = Set.of("auto", "by-rate", "0");

  static PlanConfig of(Settings settings) {
    return new PlanConfig(
        settings.integer(
            WORKERS, new Rule("at least 1, or 0 for all task slots", workers -> workers >= 0)),
        settings.integer("train.batch-size"),
        settings.integer("train.global-batch-size"),
        settings.integer("train.epochs"),
        settings.longInteger("train.iterations"),
        frequency(settings));
  }

  private static Optional<AveragingFrequency> frequency(Settings settings) {
    if (!settings.isList(AVERAGING_FREQUENCY)) {
      return isAuto(settings.text(AVERAGING_FREQUENCY))
          ? Optional.empty()
          : Optional.of(
              AveragingFrequency.every(settings.integer(AVERAGING_FREQUENCY, FREQUENCY_RULE)));
    }
    return Optional.of(
        new AveragingFrequency(
            settings.objects(AVERAGING_FREQUENCY, List.of(FROM, EVERY), FREQUENCY_RULE).stream()
                .map(
                    phase ->
                        new AveragingFrequency.Phase(
                            phase.get(FROM), (int) Math.min(Integer.MAX_VALUE, phase.get(EVERY))))
                .toList()));
  }

  /** Tells whether a value of train.averaging-frequency leaves it to the law. */
  static boolean isAuto(String value) {
    return AUTO.contains(value);
  }

  /** Number of workers: as configured, or as many as there are task slots. */
  public int workers(IntSupplier taskSlots) {
    return configuredWorkers == 0 ? taskSlots.getAsInt() : configuredWorkers;
  }

  /** The plan of so many workers that train on so many images. */
  Plan plan(int workers, int examples) {
    int batchSize = batchSize(workers);
    return new Plan(
        examples,
        workers,
        batchSize,
        iterations(workers, batchSize, examples),
        frequency.orElseGet(() -> new AveragingLoss(workers, (long) workers * batchSize).rarest()));
  }

  /**
   * Images in a minibatch of one worker.
   *
   * @param taskSlots workers where their number is not configured
   * @throws UserError of code USAGE if the workers cannot share the global minibatch
   */
  public int batchSize(IntSupplier taskSlots) {
    return globalBatchSize == 0 ? batchSize : batchSize(workers(taskSlots));
  }

  private int batchSize(int workers) {
    if (globalBatchSize == 0) {
      return batchSize;
    }
    if (globalBatchSize < 0 || globalBatchSize % workers != 0) {
      throw UserError.usage(
          "train.global-batch-size must be a multiple of the %d workers (train.workers), cannot be: %d"
              .formatted(workers, globalBatchSize));
    }
    return globalBatchSize / workers;
  }

  private long iterations(int workers, int batchSize, int examples) {
    if (iterations != 0) {
      return iterations;
    }
    if (epochs < 1) {
      throw UserError.usage("train.epochs must be at least 1, cannot be: " + epochs);
    }
    // A batch size below 1 is refused by the plan, with its own message.
    return epochs * Plan.iterationsPerEpoch(examples, workers, Math.max(1, batchSize));
  }
}
