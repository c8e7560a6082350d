package org.sparkresnet.config;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import org.sparkresnet.cifar.Thresholds;
import org.sparkresnet.common.UserError;
import org.sparkresnet.dataset.Augmentation;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.registry.PromotionPolicy;
import org.sparkresnet.replica.Optimizer;
import org.sparkresnet.replica.ReplicaSpec;
import org.sparkresnet.store.RetentionPolicy;
import org.sparkresnet.train.AveragingFrequency;
import org.sparkresnet.train.CollectLimit;
import org.sparkresnet.train.ModelSelection;
import org.sparkresnet.train.Plan;
import org.sparkresnet.train.TrainConfig;

/** Turns the configuration into the stages' own records. */
public final class Recipes {
  /** 0 for {@link AveragingFrequency#defaultFor}. */
  public static final String AVERAGING_FREQUENCY = "train.averaging-frequency";

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

  public static NetworkConfig network(Settings settings) {
    return new NetworkConfig(settings.integer("model.depth"), settings.flag("model.residual"));
  }

  public static LayerSet layers(Settings settings) {
    return FastLayers.resolve(
        settings.choice("model.layers", Layers.class),
        settings.choice("train.precision", Precision.class));
  }

  public static Normalization normalization(Settings settings) {
    return new Normalization(settings.decimals("dataset.mean"), settings.decimals("dataset.std"));
  }

  public static Thresholds thresholds(Settings settings) {
    double imbalance = settings.decimal("data.class-imbalance");
    if (!(imbalance >= 1)) {
      throw UserError.usage("data.class-imbalance must be at least 1, cannot be: " + imbalance);
    }
    return new Thresholds(imbalance, SettingsCheck.share(settings, "data.test-in-training"));
  }

  /** Number of workers: as configured, or as many as there are task slots. */
  public static int workers(Settings settings, IntSupplier taskSlots) {
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
  public static TrainConfig training(Settings settings, int workers, int examples) {
    int batchSize = batchSize(settings, workers);
    long iterations = iterations(settings, workers, batchSize, examples);
    AveragingFrequency frequency = frequency(settled(settings, workers));
    Plan plan = new Plan(examples, workers, batchSize, iterations, frequency);
    Optimizer optimizer =
        new Optimizer(
            Schedules.learningRate(settings, workers, iterations),
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

  private static ModelSelection selection(Settings settings) {
    ModelSelection selection =
        new ModelSelection(
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
  public static CollectLimit collectLimit(Settings settings) {
    return CollectLimit.ofMegabytes(settings.longInteger(COLLECT_LIMIT));
  }

  /** Which runs' folders clean removes. */
  public static RetentionPolicy retention(Settings settings) {
    return new RetentionPolicy(
        settings.integer("store.keep-runs"), settings.integer("store.keep-days"));
  }

  /** When a candidate replaces the champion. */
  public static PromotionPolicy policy(Settings settings) {
    return new PromotionPolicy(
        settings.decimal("registry.margin"),
        settings.decimal("registry.significance"),
        settings.decimal("registry.max-recall-drop"),
        settings.decimal("registry.floor"));
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

  /** The settings of a run of so many workers: an averaging frequency of 0 is made a number. */
  public static Settings settled(Settings settings, int workers) {
    return settings.isList(AVERAGING_FREQUENCY) || settings.integer(AVERAGING_FREQUENCY) != 0
        ? settings
        : settings.with(AVERAGING_FREQUENCY, AveragingFrequency.defaultFor(workers));
  }

  private static AveragingFrequency frequency(Settings settings) {
    if (!settings.isList(AVERAGING_FREQUENCY)) {
      return AveragingFrequency.every(settings.integer(AVERAGING_FREQUENCY));
    }
    return new AveragingFrequency(
        settings.objects(AVERAGING_FREQUENCY, List.of("from", "every")).stream()
            .map(
                phase ->
                    new AveragingFrequency.Phase(
                        phase.get("from"), (int) Math.min(Integer.MAX_VALUE, phase.get("every"))))
            .toList());
  }

  /**
   * The keys that, with the data, determine the result: a checkpoint belongs to them.
   *
   * @param config the recipe with everything resolved
   */
  public static SortedMap<String, String> determining(
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
