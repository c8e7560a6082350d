package org.sparkresnet.config;

/** Keys retrain.*. */
public record RetrainConfig(Start start) {
  static final String START = "retrain.start";

  /** Values of retrain.start. */
  public enum Start {
    /** Start from the seed. */
    FRESH,
    /** Start from the champion's weights. */
    CHAMPION
  }

  static RetrainConfig of(Settings settings) {
    return new RetrainConfig(settings.choice(START, Start.class));
  }
}
