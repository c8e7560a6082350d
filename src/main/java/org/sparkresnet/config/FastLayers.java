package org.sparkresnet.config;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkresnet.common.UserError;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.onednn.OneDnn;

/** Chooses between oneDNN and DL4J's own layers, by the driver's CPU. */
final class FastLayers {
  private static final Logger LOG = LoggerFactory.getLogger(FastLayers.class);

  private FastLayers() {}

  static LayerSet resolve(Recipes.Layers wanted, Recipes.Precision precision) {
    LayerSet layers = resolve(wanted);
    if (precision == Recipes.Precision.FLOAT32) {
      return layers;
    }
    if (layers == LayerSet.STOCK) {
      throw UserError.usage(
          "train.precision can be bf16 only with model.layers = onednn, which is not used here");
    }
    if (!OneDnn.hasBfloat16()) {
      throw UserError.usage("train.precision cannot be bf16: this CPU does not multiply bfloat16");
    }
    return LayerSet.ONEDNN_BFLOAT16;
  }

  private static LayerSet resolve(Recipes.Layers wanted) {
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
