package org.sparkresnet.config;

import java.util.Optional;
import java.util.SortedMap;
import org.sparkresnet.registry.PromotionPolicy;

/**
 * Keys registry.*.
 *
 * @param model name of the model in the registry
 * @param policy decides whether a candidate replaces the champion
 * @param keep newest versions that stay, besides the champion and the one before it
 */
public record RegistryConfig(String model, PromotionPolicy policy, int keep) {
  private static final String MODEL = "registry.model";

  /**
   * Name of the model of an earlier run, also if today's rules refuse other values of its
   * configuration; today's default if it has none.
   *
   * @param config keys and values as {@code JobConfig.values} gave them
   */
  public static String storedModel(SortedMap<String, String> config) {
    return Optional.ofNullable(config.get(MODEL))
        .orElseGet(() -> new Settings(ConfigLayers.reference()).text(MODEL));
  }

  static RegistryConfig of(Settings settings) {
    return new RegistryConfig(
        settings.text(MODEL),
        new PromotionPolicy(
            settings.choice("registry.policy", PromotionPolicy.Form.class),
            settings.decimal("registry.margin"),
            settings.decimal("registry.significance"),
            settings.decimal("registry.max-recall-drop"),
            settings.decimal("registry.floor")),
        settings.integer("registry.keep", Rule.atLeast(1)));
  }
}
