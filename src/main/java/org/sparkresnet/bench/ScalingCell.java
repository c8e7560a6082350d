package org.sparkresnet.bench;

import org.sparkresnet.config.Recipes;
import org.sparkresnet.config.Settings;

/** One training of a scaling table: so many workers, averaged every so many minibatches. */
record ScalingCell(int workers, int frequency) {
  /** The recipe of this cell, which is train's with these two keys. */
  Settings of(Settings recipe) {
    return recipe.with("train.workers", workers).with(Recipes.AVERAGING_FREQUENCY, frequency);
  }

  @Override
  public String toString() {
    return "%d worker%s, averaged every %d".formatted(workers, workers == 1 ? "" : "s", frequency);
  }
}
