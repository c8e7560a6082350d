package org.sparkresnet.dataset;

import java.io.Serializable;
import java.util.List;
import org.sparkresnet.common.UserError;

/**
 * Per-channel mean and standard deviation of pixels / 255, in the order red, green, blue. A
 * normalised pixel is (value / 255 - mean) / std.
 */
public record Normalization(List<Double> mean, List<Double> std) implements Serializable {
  /** Checks that there are three means and three standard deviations above 0. */
  public Normalization {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.size() != 3) {
      throw UserError.usage("dataset.mean must have 3 values (red, green, blue), has: " + mean);
    }
    if (std.size() != 3 || std.stream().anyMatch(s -> !(s > 0))) {
      throw UserError.usage("dataset.std must have 3 values above 0, cannot be: " + std);
    }
  }

  /** Tables from a pixel's byte to its normalised value: [3][256]. */
  float[][] tables() {
    float[][] tables = new float[3][256];
    for (int channel = 0; channel < 3; channel++) {
      for (int value = 0; value < 256; value++) {
        tables[channel][value] = (float) ((value / 255.0 - mean.get(channel)) / std.get(channel));
      }
    }
    return tables;
  }
}
