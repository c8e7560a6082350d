package org.sparkresnet.cifar;

/**
 * How far training data may be from those of an earlier model.
 *
 * @param classBalance of the distance between the shares of the classes
 * @param channelMean of the largest difference of a channel's mean of pixels / 255
 */
public record DriftLimits(Limit classBalance, Limit channelMean) {
  /**
   * Two bounds, both shares from 0 to 1.
   *
   * @param warn above it the data are used, with a warning
   * @param fail above it they are refused; at least warn
   */
  public record Limit(double warn, double fail) {
    public Limit {
      if (!(warn >= 0 && warn <= fail && fail <= 1)) {
        throw new IllegalArgumentException(
            "limits must be 0 <= warn <= fail <= 1, cannot be: " + warn + " and " + fail);
      }
    }
  }
}
