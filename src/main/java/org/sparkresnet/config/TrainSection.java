package org.sparkresnet.config;

import java.util.List;
import org.sparkresnet.common.UserError;
import org.sparkresnet.exchange.ExchangeSettings;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.plan.CollectLimit;
import org.sparkresnet.plan.ModelSelection;
import org.sparkresnet.plan.OuterOptimizer;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.plan.RoundExecution;
import org.sparkresnet.plan.RoundsMode;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.replica.Optimizer;
import org.sparkresnet.replica.ReplicaSpec;

/**
 * Keys train.*: with the number of workers and of images they give the engine's TrainConfig.
 *
 * @param optimizer of each worker
 * @param averageMomentum whether the workers' momentum is averaged like their parameters
 * @param outer optimizer of the averaged model
 * @param emaDecay decay per iteration of the moving average of the weights; 0 for none
 * @param execution how rounds run on Spark; no bit of the result depends on it
 * @param portable limits oneDNN to the instruction set that all its CPUs have, AVX2
 * @param seed of order, augmentation and initial weights
 */
public record TrainSection(
    PlanConfig plan,
    ScheduleConfig schedule,
    OptimizerConfig optimizer,
    boolean averageMomentum,
    OuterOptimizer outer,
    double emaDecay,
    ModelSelection selection,
    RoundExecution execution,
    Precision precision,
    boolean portable,
    long seed) {
  static final String ROUNDS = "train.rounds";
  static final String SEGMENT_SECONDS = "train.segment-seconds";
  static final String EXCHANGE_PORT = "train.exchange.port";
  static final String EXCHANGE_TIMEOUT = "train.exchange.timeout-seconds";
  static final String COLLECT_LIMIT = "train.collect-limit-mb";

  /** Keys that no bit of a result depends on. */
  static final List<String> EXECUTION =
      List.of(ROUNDS, SEGMENT_SECONDS, EXCHANGE_PORT, EXCHANGE_TIMEOUT, COLLECT_LIMIT);

  static final String PORTABLE = "train.portable";
  static final String PRECISION = "train.precision";
  static final String KEEP_BEST = "train.keep-best";
  static final String PATIENCE = "train.early-stopping.patience";

  /** Refuses what the portable instruction set lacks. */
  public TrainSection {
    if (portable && precision == Precision.BF16) {
      throw UserError.usage(
          "train.precision must be float32 with train.portable = true, whose instruction set AVX2 does not multiply bfloat16, cannot be: bf16");
    }
  }

  static TrainSection of(Settings settings) {
    return new TrainSection(
        PlanConfig.of(settings),
        ScheduleConfig.of(settings),
        OptimizerConfig.of(settings),
        settings.flag("train.average-momentum"),
        new OuterOptimizer(
            settings.decimal("train.outer.rate"),
            settings.decimal("train.outer.momentum"),
            settings.flag("train.outer.nesterov")),
        settings.decimal("train.ema-decay"),
        selection(settings),
        execution(settings),
        settings.choice(PRECISION, Precision.class),
        settings.flag(PORTABLE),
        settings.longInteger("train.seed"));
  }

  private static RoundExecution execution(Settings settings) {
    return new RoundExecution(
        settings.choice(ROUNDS, RoundsMode.class),
        CollectLimit.ofMegabytes(settings.longInteger(COLLECT_LIMIT)),
        settings.integer(SEGMENT_SECONDS),
        new ExchangeSettings(settings.integer(EXCHANGE_PORT), settings.integer(EXCHANGE_TIMEOUT)));
  }

  /** Only the selection of a model, of a configuration whose other keys may be refused. */
  static ModelSelection selection(Settings settings) {
    return new ModelSelection(settings.flag(KEEP_BEST), settings.integer(PATIENCE));
  }

  /** Refuses to select a model by evaluations that do not take place. */
  void requireEvaluations(DatasetConfig dataset, EvaluateConfig evaluate) {
    if (selection.isActive()) {
      String key = selection.keepBest() ? KEEP_BEST : PATIENCE;
      requireOne(key, DatasetConfig.VALIDATION_EXAMPLES, dataset.validationExamples());
      requireOne(key, EvaluateConfig.EVERY_EPOCHS, evaluate.everyEpochs());
    }
    if (evaluate.temperature() == TemperatureScaling.FITTED) {
      requireOne(
          EvaluateConfig.TEMPERATURE + " = fitted",
          DatasetConfig.VALIDATION_EXAMPLES,
          dataset.validationExamples());
    }
  }

  private static void requireOne(String key, String needed, int value) {
    if (value < 1) {
      throw UserError.usage(
          "%s needs %s of at least 1, cannot be: %d".formatted(key, needed, value));
    }
  }

  /** The plan of so many workers that train on so many images. */
  public Plan plan(int workers, int examples) {
    return plan.plan(workers, examples);
  }

  /** The engine's configuration of a training; checks what needs all its parts. */
  TrainConfig trainConfig(
      int workers, int examples, NetworkConfig network, DatasetConfig dataset, LayerSet layers) {
    Plan run = plan(workers, examples);
    Optimizer ofWorkers = optimizer.optimizer(schedule, workers, run.iterations());
    return new TrainConfig(
        run,
        new ReplicaSpec(network, layers, ofWorkers, seed, portable),
        dataset.augmentation(),
        dataset.labelSmoothing(),
        averageMomentum,
        outer,
        emaDecay,
        selection);
  }
}
