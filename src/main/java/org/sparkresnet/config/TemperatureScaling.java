package org.sparkresnet.config;

/** Values of evaluate.temperature. */
public enum TemperatureScaling {
  /** Probabilities stay as the training made them. */
  OFF,
  /** The logits are divided by a temperature that is fitted on the validation images. */
  FITTED
}
