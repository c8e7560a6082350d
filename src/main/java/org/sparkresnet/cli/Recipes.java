package org.sparkresnet.cli;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import org.sparkresnet.Locations;
import org.sparkresnet.UserError;
import org.sparkresnet.cifar.CifarFiles;
import org.sparkresnet.cifar.Thresholds;
import org.sparkresnet.dataset.Augmentation;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.registry.PromotionPolicy;
import org.sparkresnet.results.RetentionPolicy;
import org.sparkresnet.train.AveragingFrequency;
import org.sparkresnet.train.CollectLimit;
import org.sparkresnet.train.LearningRate;
import org.sparkresnet.train.Optimizer;
import org.sparkresnet.train.Plan;
import org.sparkresnet.train.ReplicaSpec;
import org.sparkresnet.train.Selection;
import org.sparkresnet.train.TrainConfig;

/** Turns the configuration into the stages' own records. */
final class Recipes {
  private static final String COLLECT_LIMIT = "train.collect-limit-mb";

  private Recipes() {}

  /** Values of model.layers. */
  enum Layers {
    AUTO,
    ONEDNN,
    STOCK
  }

  /** Values of train.precision. */
  enum Precision {
    FLOAT32,
    BF16
  }

  /** Values of train.learning-rate-scaling. */
  enum Scaling {
    NONE,
    LINEAR,
    SQRT
  }

  /** Values of train.schedule. */
  enum Schedule {
    CONSTANT,
    STEP,
    ONE_CYCLE,
    COSINE
  }

  static NetworkConfig network(Settings settings) {
    return new NetworkConfig(settings.integer("model.depth"), settings.flag("model.residual"));
  }

  static LayerSet layers(Settings settings) {
    return FastLayers.resolve(
        settings.choice("model.layers", Layers.class),
        settings.choice("train.precision", Precision.class));
  }

  static Normalization normalization(Settings settings) {
    return new Normalization(settings.decimals("dataset.mean"), settings.decimals("dataset.std"));
  }

  static Thresholds thresholds(Settings settings) {
    double imbalance = settings.decimal("data.class-imbalance");
    if (!(imbalance >= 1)) {
      throw UserError.usage("data.class-imbalance must be at least 1, cannot be: " + imbalance);
    }
    return new Thresholds(imbalance, requireShare(settings, "data.test-in-training"));
  }

  /** Number of workers: as configured, or as many as there are task slots. */
  static int workers(Settings settings, IntSupplier taskSlots) {
    int workers = settings.integer("train.workers");
    if (workers < 0) {
      throw UserError.usage(
          "train.workers must be at least 1, or 0 for all task slots, cannot be: " + workers);
    }
    return workers == 0 ? taskSlots.getAsInt() : workers;
  }

  /**
   * The recipe of a run.
   *
   * @param examples training images
   */
  static TrainConfig training(Settings settings, int workers, int examples) {
    int batchSize = batchSize(settings, workers);
    long iterations = iterations(settings, workers, batchSize, examples);
    Plan plan = new Plan(examples, workers, batchSize, iterations, frequency(settings));
    Optimizer optimizer =
        new Optimizer(
            learningRate(settings, workers, iterations),
            settings.decimal("train.momentum"),
            settings.flag("train.nesterov"),
            settings.decimal("train.weight-decay"));
    return new TrainConfig(
        plan,
        new ReplicaSpec(
            network(settings), layers(settings), optimizer, settings.longInteger("train.seed")),
        new Augmentation(
            settings.integer("dataset.padding"),
            settings.choice("dataset.flip", Augmentation.Flip.class)),
        settings.decimal("dataset.label-smoothing"),
        settings.flag("train.average-momentum"),
        settings.decimal("train.outer-momentum"),
        settings.decimal("train.ema-decay"),
        selection(settings));
  }

  private static Selection selection(Settings settings) {
    Selection selection =
        new Selection(
            settings.flag("train.keep-best"), settings.integer("train.early-stopping.patience"));
    String key = selection.keepBest() ? "train.keep-best" : "train.early-stopping.patience";
    for (String needed : List.of("dataset.validation-examples", "evaluate.every-epochs")) {
      if (selection.isActive() && settings.integer(needed) < 1) {
        throw UserError.usage(
            "%s needs %s of at least 1, cannot be: %d"
                .formatted(key, needed, settings.integer(needed)));
      }
    }
    return selection;
  }

  /** Where the workers' results are averaged. */
  static CollectLimit collectLimit(Settings settings) {
    return CollectLimit.ofMegabytes(settings.longInteger(COLLECT_LIMIT));
  }

  /** What is refused before Spark and the data are there: everything that needs neither. */
  static void validate(Settings settings) {
    settings.paths("data.path").forEach(path -> Locations.requireNoPassword("data.path", path));
    normalization(settings);
    thresholds(settings);
    collectLimit(settings);
    requireBetween(settings, "evaluate.batch-size", 1, Plan.MAX_BATCH);
    requireBetween(settings, "dataset.validation-examples", 0, Integer.MAX_VALUE);
    requireBetween(settings, "checkpoint.every-iterations", 1, Long.MAX_VALUE);
    requireBetween(settings, "checkpoint.keep", 1, Integer.MAX_VALUE);
    requireBetween(settings, "lock.lease-seconds", 1, 86_400);
    requireBetween(settings, "store.retry-seconds", 0, 86_400);
    requireBetween(settings, "train.warm-up.iterations", 0, Integer.MAX_VALUE);
    requireBetween(settings, "evaluate.every-epochs", 0, Integer.MAX_VALUE);
    validateRegistry(settings);
    Mlflow.settings(settings);
    RetrainSettings.validate(settings);
    retention(settings);
    requireShare(settings, "train.step.factor");
    requireShare(settings, "train.one-cycle.first");
    requireShare(settings, "train.one-cycle.last");
    requireShare(settings, "train.cosine.last");
    requireShare(settings, "train.warm-up.factor");
    int workers = workers(settings, () -> 1);
    training(settings, workers, Math.max(CifarFiles.TRAINING_IMAGES, workers));
  }

  /** What is refused of the keys registry.*. */
  static void validateRegistry(Settings settings) {
    policy(settings);
    requireBetween(settings, "registry.keep", 1, Integer.MAX_VALUE);
  }

  /** Which runs' folders clean removes. */
  static RetentionPolicy retention(Settings settings) {
    return new RetentionPolicy(
        settings.integer("store.keep-runs"), settings.integer("store.keep-days"));
  }

  /** When a candidate replaces the champion. */
  static PromotionPolicy policy(Settings settings) {
    return new PromotionPolicy(
        settings.decimal("registry.margin"),
        settings.decimal("registry.significance"),
        settings.decimal("registry.max-recall-drop"),
        settings.decimal("registry.floor"));
  }

  /** A number from 0 to 1. */
  static double requireShare(Settings settings, String key) {
    double value = settings.decimal(key);
    if (!(value >= 0 && value <= 1)) {
      throw UserError.usage(key + " must be between 0 and 1, cannot be: " + value);
    }
    return value;
  }

  private static void requireBetween(Settings settings, String key, long least, long most) {
    long value = settings.longInteger(key);
    if (value < least || value > most) {
      throw UserError.usage(
          most >= Integer.MAX_VALUE
              ? "%s must be at least %d, cannot be: %d".formatted(key, least, value)
              : "%s must be between %d and %d, cannot be: %d".formatted(key, least, most, value));
    }
  }

  private static int batchSize(Settings settings, int workers) {
    int global = settings.integer("train.global-batch-size");
    if (global == 0) {
      return settings.integer("train.batch-size");
    }
    if (global < 0 || global % workers != 0) {
      throw UserError.usage(
          "train.global-batch-size must be a multiple of the %d workers (train.workers), cannot be: %d"
              .formatted(workers, global));
    }
    return global / workers;
  }

  private static long iterations(Settings settings, int workers, int batchSize, int examples) {
    long iterations = settings.longInteger("train.iterations");
    if (iterations != 0) {
      return iterations;
    }
    int epochs = settings.integer("train.epochs");
    if (epochs < 1) {
      throw UserError.usage("train.epochs must be at least 1, cannot be: " + epochs);
    }
    // A batch size below 1 is refused by the plan, with its own message.
    return epochs * Plan.iterationsPerEpoch(examples, workers, Math.max(1, batchSize));
  }

  private static AveragingFrequency frequency(Settings settings) {
    String key = "train.averaging-frequency";
    if (!settings.isList(key)) {
      return AveragingFrequency.every(settings.integer(key));
    }
    return new AveragingFrequency(
        settings.objects(key, List.of("from", "every")).stream()
            .map(
                phase ->
                    new AveragingFrequency.Phase(
                        phase.get("from"), (int) Math.min(Integer.MAX_VALUE, phase.get("every"))))
            .toList());
  }

  /** The highest learning rate of the schedule, scaled by the workers. */
  static double peakLearningRate(Settings settings, int workers) {
    double rate = settings.decimal("train.learning-rate");
    if (!(rate > 0)) {
      throw UserError.usage("train.learning-rate must be above 0, cannot be: " + rate);
    }
    return switch (settings.choice("train.learning-rate-scaling", Scaling.class)) {
      case NONE -> rate;
      case LINEAR -> rate * workers;
      case SQRT -> rate * Math.sqrt(workers);
    };
  }

  private static LearningRate learningRate(Settings settings, int workers, long iterations) {
    double peak = peakLearningRate(settings, workers);
    LearningRate schedule =
        switch (settings.choice("train.schedule", Schedule.class)) {
          case CONSTANT -> new LearningRate.Constant(peak);
          case STEP ->
              new LearningRate.Step(
                  peak,
                  settings.decimal("train.step.factor"),
                  settings.longIntegers("train.step.at"));
          case ONE_CYCLE ->
              new LearningRate.OneCycle(
                  peak,
                  settings.decimal("train.one-cycle.first"),
                  settings.decimal("train.one-cycle.last"),
                  settings.decimal("train.one-cycle.peak-at"),
                  iterations);
          case COSINE ->
              new LearningRate.Cosine(peak, settings.decimal("train.cosine.last"), iterations);
        };
    long warmUp = settings.longInteger("train.warm-up.iterations");
    return warmUp == 0
        ? schedule
        : new LearningRate.WarmUp(
            schedule,
            warmUp,
            settings.decimal("train.warm-up.factor"),
            settings.flag("train.warm-up.linear"));
  }

  /**
   * The keys that, with the data, determine the result: a checkpoint belongs to them.
   *
   * @param config the recipe with everything resolved
   */
  static SortedMap<String, String> determining(
      Settings settings, TrainConfig config, String taskCpus) {
    SortedMap<String, String> keys = recipe(settings);
    keys.put("train.workers", String.valueOf(config.plan().workers()));
    keys.put("spark.task.cpus", taskCpus);
    keys.put("model.layers", config.replica().layers().name());
    return keys;
  }

  /** The keys, as they are written, that say how a model is trained. */
  static SortedMap<String, String> recipe(Settings settings) {
    SortedMap<String, String> keys = new TreeMap<>();
    settings
        .values()
        .forEach(
            (key, value) -> {
              if (key.startsWith("dataset.")
                  || key.startsWith("model.")
                  || key.startsWith("train.")) {
                keys.put(key, value);
              }
            });
    keys.remove(COLLECT_LIMIT);
    if (selection(settings).isActive()) { // then the evaluations decide which model comes out
      keys.put("evaluate.every-epochs", settings.values().get("evaluate.every-epochs"));
    }
    return keys;
  }
}
