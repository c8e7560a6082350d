package org.sparkresnet.cli;

import org.sparkresnet.UserError;
import org.sparkresnet.nn.LayerSet;

/** Chooses between oneDNN and DL4J's own layers. */
final class FastLayers {
  private FastLayers() {}

  static LayerSet resolve(Recipes.Layers wanted) {
    return switch (wanted) {
      case STOCK -> LayerSet.STOCK;
      case ONEDNN -> throw UserError.usage("model.layers = onednn is not there yet");
      case AUTO -> LayerSet.STOCK;
    };
  }
}
