package org.sparkresnet.cli;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkresnet.UserError;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.onednn.OneDnn;

/** Chooses between oneDNN and DL4J's own layers, by the driver's CPU. */
final class FastLayers {
  private static final Logger LOG = LoggerFactory.getLogger(FastLayers.class);

  private FastLayers() {}

  static LayerSet resolve(Recipes.Layers wanted) {
    return switch (wanted) {
      case STOCK -> LayerSet.STOCK;
      case ONEDNN -> {
        OneDnn.unavailableReason()
            .ifPresent(
                reason -> {
                  throw UserError.usage("model.layers cannot be onednn here: " + reason);
                });
        yield LayerSet.ONEDNN;
      }
      case AUTO -> OneDnn.isAvailable() ? LayerSet.ONEDNN : fallBack();
    };
  }

  private static LayerSet fallBack() {
    LOG.warn(
        "No oneDNN here ({}): training with DL4J's own layers, about fifty times slower",
        OneDnn.unavailableReason().orElse("unknown"));
    return LayerSet.STOCK;
  }
}
