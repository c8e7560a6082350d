package org.sparkresnet.config;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Keys by which the trainings of a store are compared, with their values in canonical form: runs of
 * one work are as fast as each other on one machine with minibatches of one size; runs of one
 * recipe differ in seed, workers, minibatches and machine at most.
 *
 * @param work keys that the speed of a minibatch depends on, besides its size
 * @param recipe keys that the accuracy depends on, besides seed, workers, their minibatches and
 *     averaging
 */
public record Likeness(SortedMap<String, String> work, SortedMap<String, String> recipe) {
  private static final String MODEL = "model.";
  private static final List<String> GROUPS = List.of("dataset.", MODEL, "train.");
  private static final Set<String> SPEED =
      Set.of(TrainSection.PRECISION, TrainSection.PORTABLE, OptimizerConfig.OPTIMIZER);

  private static final SortedMap<String, String> DEFAULTS = defaults();

  /** Keys that say where and how often, and not what, or for whom the accuracy differs. */
  private static final Set<String> OUTSIDE_THE_RECIPE =
      Set.of(
          PlanConfig.WORKERS,
          PlanConfig.AVERAGING_FREQUENCY,
          "train.batch-size",
          "train.global-batch-size",
          "train.seed",
          TrainSection.PRECISION,
          TrainSection.PORTABLE,
          ModelConfig.LAYERS);

  /**
   * The keys of a configuration.
   *
   * @param values as {@link JobConfig#values} gave them, in this version or an earlier one
   */
  public static Likeness of(SortedMap<String, String> values) {
    SortedMap<String, String> own = new TreeMap<>(values);
    own.keySet().removeIf(Likeness::isOutside);
    SortedMap<String, String> all = CanonicalKeys.of(own, DEFAULTS);
    SortedMap<String, String> work = new TreeMap<>(all);
    work.keySet().removeIf(key -> !key.startsWith(MODEL) && !SPEED.contains(key));
    SortedMap<String, String> recipe = new TreeMap<>(all);
    recipe.keySet().removeAll(OUTSIDE_THE_RECIPE);
    return new Likeness(
        Collections.unmodifiableSortedMap(work), Collections.unmodifiableSortedMap(recipe));
  }

  private static SortedMap<String, String> defaults() {
    SortedMap<String, String> values =
        new TreeMap<>(new Settings(ConfigLayers.reference()).values());
    values.putAll(EarlierKeys.DEFAULTS);
    values.keySet().removeIf(Likeness::isOutside);
    return Collections.unmodifiableSortedMap(values);
  }

  private static boolean isOutside(String key) {
    return GROUPS.stream().noneMatch(key::startsWith);
  }
}
