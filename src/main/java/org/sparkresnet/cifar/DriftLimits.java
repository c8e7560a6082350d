package org.sparkresnet.cifar;

/**
 * Limits of the difference between training data and those of an earlier model.
 *
 * @param classBalance limits of the distance between the class shares
 * @param channelMean limits of the largest difference between means of a channel, in pixels / 255
 * @param fewerImages limits of the share of the earlier images by which there are fewer now
 */
public record DriftLimits(Limit classBalance, Limit channelMean, Limit fewerImages) {
  /**
   * Limits of one value, both from 0 to 1.
   *
   * @param warn above this value the data are used with a warning
   * @param fail above this value the data are refused; at least warn
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
