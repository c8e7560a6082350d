package org.sparkresnet.config;

import java.util.SortedMap;
import org.sparkresnet.cifar.DriftLimits;
import org.sparkresnet.common.UserError;

/** The keys that only retrain reads. */
public final class RetrainSettings {
  private static final String START = "retrain.start";

  private RetrainSettings() {}

  /** Values of retrain.start. */
  public enum Start {
    FRESH,
    CHAMPION
  }

  public static Start start(Settings settings) {
    return settings.choice(START, Start.class);
  }

  public static DriftLimits driftLimits(Settings settings) {
    return new DriftLimits(
        limit(settings, "data.drift.class-balance"), limit(settings, "data.drift.channel-mean"));
  }

  private static DriftLimits.Limit limit(Settings settings, String key) {
    double warn = SettingsCheck.share(settings, key + ".warn");
    double fail = settings.decimal(key + ".fail");
    if (!(fail >= warn && fail <= 1)) {
      throw UserError.usage(
          "%s.fail must be between %s.warn (%s) and 1, cannot be: %s"
              .formatted(key, key, warn, fail));
    }
    return new DriftLimits.Limit(warn, fail);
  }

  /** What is refused before Spark is there. */
  static void validate(Settings settings) {
    start(settings);
    driftLimits(settings);
  }

  /** The keys that say how a candidate is trained: two that are equal need no second training. */
  public static SortedMap<String, String> recipe(Settings settings) {
    SortedMap<String, String> keys = Recipes.recipe(settings);
    keys.put(START, settings.text(START));
    return keys;
  }
}
