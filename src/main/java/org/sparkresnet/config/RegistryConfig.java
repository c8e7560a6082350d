package org.sparkresnet.config;

import org.sparkresnet.registry.PromotionPolicy;

/**
 * Keys registry.*.
 *
 * @param model name of the model in the registry
 * @param policy decides whether a candidate replaces the champion
 * @param keep newest versions that stay, besides the champion and the one before it
 */
public record RegistryConfig(String model, PromotionPolicy policy, int keep) {
  static RegistryConfig of(Settings settings) {
    return new RegistryConfig(
        settings.text("registry.model"),
        new PromotionPolicy(
            settings.choice("registry.policy", PromotionPolicy.Form.class),
            settings.decimal("registry.margin"),
            settings.decimal("registry.significance"),
            settings.decimal("registry.max-recall-drop"),
            settings.decimal("registry.floor")),
        settings.integer("registry.keep", Rule.atLeast(1)));
  }
}
