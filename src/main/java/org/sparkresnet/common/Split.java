package org.sparkresnet.common;

import java.util.Locale;

/** Part of the data that a metric, an evaluation or a prediction is of. */
public enum Split {
  /** Training images. */
  TRAIN,
  /** Training images that are held out from training. */
  VALIDATION,
  /** Test images. */
  TEST;

  /** Name in tables and messages: "train", "validation" or "test". */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
