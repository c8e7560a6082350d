package org.sparkresnet.config;

import org.sparkresnet.cifar.CifarFiles;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.Locations;
import org.sparkresnet.train.Plan;

/** Refuses configurations before anything is started. */
public final class SettingsCheck {
  private SettingsCheck() {}

  /** What is refused before Spark and the data are there: everything that needs neither. */
  public static void all(Settings settings) {
    settings.paths("data.path").forEach(path -> Locations.requireNoPassword("data.path", path));
    Recipes.normalization(settings);
    Recipes.thresholds(settings);
    Recipes.collectLimit(settings);
    between(settings, "evaluate.batch-size", 1, Plan.MAX_BATCH);
    between(settings, "dataset.validation-examples", 0, Integer.MAX_VALUE);
    between(settings, "checkpoint.every-iterations", 1, Long.MAX_VALUE);
    between(settings, "checkpoint.keep", 1, Integer.MAX_VALUE);
    between(settings, "lock.lease-seconds", 1, 86_400);
    between(settings, "store.retry-seconds", 0, 86_400);
    between(settings, "train.warm-up.iterations", 0, Integer.MAX_VALUE);
    between(settings, "evaluate.every-epochs", 0, Integer.MAX_VALUE);
    registry(settings);
    Mlflow.settings(settings);
    RetrainSettings.validate(settings);
    Recipes.retention(settings);
    share(settings, "train.step.factor");
    share(settings, "train.one-cycle.first");
    share(settings, "train.one-cycle.last");
    share(settings, "train.cosine.last");
    share(settings, "train.warm-up.factor");
    int workers = Recipes.workers(settings, () -> 1);
    Recipes.training(settings, workers, Math.max(CifarFiles.TRAINING_IMAGES, workers));
  }

  /** What is refused of the keys registry.*. */
  public static void registry(Settings settings) {
    Recipes.policy(settings);
    between(settings, "registry.keep", 1, Integer.MAX_VALUE);
  }

  /** A number from 0 to 1. */
  static double share(Settings settings, String key) {
    double value = settings.decimal(key);
    if (!(value >= 0 && value <= 1)) {
      throw UserError.usage(key + " must be between 0 and 1, cannot be: " + value);
    }
    return value;
  }

  private static void between(Settings settings, String key, long least, long most) {
    long value = settings.longInteger(key);
    if (value < least || value > most) {
      throw UserError.usage(
          most >= Integer.MAX_VALUE
              ? "%s must be at least %d, cannot be: %d".formatted(key, least, value)
              : "%s must be between %d and %d, cannot be: %d".formatted(key, least, most, value));
    }
  }
}
