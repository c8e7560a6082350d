package org.sparkresnet.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.replica.StemWhitening;

/**
 * Recipe of a training: the keys of a configuration that the trained model depends on, with their
 * values as they are written. Data and machine do not belong to it.
 */
public record Recipe(SortedMap<String, String> keys) {
  private static final List<String> GROUPS = List.of("dataset.", "model.", "train.");
  private static final String NONE = "none";
  private static final String AS_TRAINED = Settings.spelled(EvaluationPrecision.TRAIN);
  private static final String TASK_CPUS = "spark.task.cpus";

  /** Copies the keys. */
  public Recipe {
    keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
  }

  static Recipe of(Settings settings) {
    SortedMap<String, String> values = settings.values();
    SortedMap<String, String> keys = new TreeMap<>(values);
    keys.keySet().removeIf(key -> GROUPS.stream().noneMatch(key::startsWith));
    keys.keySet().removeAll(TrainSection.EXECUTION);
    boolean selects = TrainSection.selection(settings).isActive();
    boolean calibrates =
        settings.choice(EvaluateConfig.TEMPERATURE, TemperatureScaling.class)
            != TemperatureScaling.OFF;
    if (selects) {
      // Then the evaluations decide which model comes out.
      keys.put(EvaluateConfig.EVERY_EPOCHS, values.get(EvaluateConfig.EVERY_EPOCHS));
    }
    if (settings.integer(EvaluateConfig.RECOMPUTE_STATISTICS) > 0) {
      // Left out while it is off, so that runs from before the key existed can go on.
      keys.put(
          EvaluateConfig.RECOMPUTE_STATISTICS, values.get(EvaluateConfig.RECOMPUTE_STATISTICS));
    }
    if (calibrates) {
      keys.put(EvaluateConfig.TEMPERATURE, values.get(EvaluateConfig.TEMPERATURE));
    }
    if (selects || calibrates) {
      keys.put(EvaluateConfig.PRECISION, values.get(EvaluateConfig.PRECISION));
    }
    return new Recipe(keys);
  }

  /** All that a finished run's results follow from: its recipe, its data and its evaluations. */
  static Recipe ofRun(Settings settings) {
    SortedMap<String, String> keys = new TreeMap<>(of(settings).keys);
    settings
        .values()
        .forEach(
            (key, value) -> {
              if (key.equals(KnownKeys.DATA_PATH)
                  || key.equals(DataConfig.LABELS)
                  || key.startsWith(EvaluateConfig.GROUP)) {
                keys.put(key, value);
              }
            });
    keys.remove(EvaluateConfig.BATCH_SIZE);
    return new Recipe(keys);
  }

  Recipe without(String key) {
    SortedMap<String, String> others = new TreeMap<>(keys);
    others.remove(key);
    return new Recipe(others);
  }

  /** Result keys with the values that they have where a version of this program lacked them. */
  private static SortedMap<String, String> defaultKeys() {
    Settings defaults = new Settings(ConfigLayers.reference());
    SortedMap<String, String> keys = new TreeMap<>(of(defaults).keys);
    keys.putAll(EarlierKeys.DEFAULTS);
    keys.put(TASK_CPUS, "1");
    // A recipe has these keys only where they are in effect.
    for (String key :
        List.of(
            EvaluateConfig.RECOMPUTE_STATISTICS,
            EvaluateConfig.TEMPERATURE,
            EvaluateConfig.PRECISION)) {
      keys.put(key, defaults.values().get(key));
    }
    return keys;
  }

  /**
   * Result keys in a form in which those of other versions of this program compare: equal values
   * are equal texts, and keys that a version lacked have their defaults.
   */
  public static SortedMap<String, String> canonical(SortedMap<String, String> resultKeys) {
    return CanonicalKeys.of(resultKeys, defaultKeys());
  }

  /** The recipe of a candidate of retrain, which retrain.start belongs to. */
  static Recipe ofCandidate(Settings settings) {
    SortedMap<String, String> keys = new TreeMap<>(of(settings).keys);
    keys.put(RetrainConfig.START, settings.text(RetrainConfig.START));
    return new Recipe(keys);
  }

  /**
   * The keys that, with the data, determine the result: a checkpoint belongs to them.
   *
   * @param config of the training, with everything resolved
   */
  public SortedMap<String, String> resultKeys(TrainConfig config, String taskCpus) {
    SortedMap<String, String> resolved = new TreeMap<>(keys);
    resolved.put(PlanConfig.WORKERS, String.valueOf(config.plan().workers()));
    resolved.put(TASK_CPUS, taskCpus);
    resolved.put(ModelConfig.LAYERS, config.replica().layers().name());
    if (!config.replica().portable()) {
      resolved.remove(TrainSection.PORTABLE); // which checkpoints of earlier versions do not have
    }
    if (resolved.containsKey(EvaluateConfig.PRECISION)
        && resolved.get(EvaluateConfig.PRECISION).equals(resolved.get(TrainSection.PRECISION))) {
      // One text for what computes the same, and that of checkpoints without the key.
      resolved.put(EvaluateConfig.PRECISION, AS_TRAINED);
    }
    StemWhitening whitening = config.replica().whitening();
    if (whitening.isPresent()) {
      resolved.put(OptimizerConfig.WHITEN_STEM, "true, SHA-256 " + whitening.sha256());
    }
    return resolved;
  }

  /**
   * The keys that, with the data, determine the result and its scores.
   *
   * @param evaluation layers of the evaluations
   */
  public SortedMap<String, String> scoreKeys(
      TrainConfig config, LayerSet evaluation, String taskCpus) {
    SortedMap<String, String> all = resultKeys(config, taskCpus);
    all.put(
        EvaluateConfig.PRECISION,
        evaluation == config.replica().layers() ? AS_TRAINED : Precision.of(evaluation));
    return all;
  }

  /** The keys whose values differ from those of an earlier recipe, as "key before -> now". */
  public List<String> changesFrom(Recipe earlier) {
    SortedMap<String, String> before = new TreeMap<>(earlier.keys);
    SortedMap<String, String> now = new TreeMap<>(keys);
    EarlierKeys.removeGone(before);
    CanonicalKeys.removeUnusedMuon(List.of(before, now));
    String frequency = keys.getOrDefault(PlanConfig.AVERAGING_FREQUENCY, NONE);
    if (PlanConfig.isAuto(frequency)) {
      // It follows from other keys and the number of workers, which is no news either.
      before.put(PlanConfig.AVERAGING_FREQUENCY, frequency);
    }
    for (String precision : List.of(TrainSection.PRECISION, EvaluateConfig.PRECISION)) {
      if (Precision.AUTO.name().equalsIgnoreCase(keys.get(precision))) {
        before.put(precision, keys.get(precision)); // it follows from the CPU
      }
    }
    SortedSet<String> all = new TreeSet<>(before.keySet());
    all.addAll(now.keySet());
    List<String> changes = new ArrayList<>();
    for (String key : all) {
      String from = before.getOrDefault(key, NONE);
      String to = now.getOrDefault(key, NONE);
      if (!from.equals(to) && !CanonicalKeys.areEqual(key, from, to)) {
        changes.add("%s %s -> %s".formatted(key, from, to));
      }
    }
    return List.copyOf(changes);
  }
}
