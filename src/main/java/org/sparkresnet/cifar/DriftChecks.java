package org.sparkresnet.cifar;

import java.util.List;
import java.util.Locale;
import org.sparkresnet.cifar.CheckResult.Status;
import org.sparkresnet.common.HumanText;

/**
 * Compares training data with those of an earlier model: shares of the classes, means of the
 * channels. Pure functions.
 */
public final class DriftChecks {
  /** Check whose value is the distance between the shares of the classes. */
  public static final String CLASS_BALANCE = "drift-class-balance";

  /** Check whose value is the largest shift of a channel's mean. */
  public static final String CHANNEL_MEAN = "drift-channel-mean";

  private static final String IMAGES = "drift-images";

  private DriftChecks() {}

  /**
   * Compares training data with earlier training data of the same classes. Gives one result for the
   * class shares, one for the channel means and one for the number of images.
   *
   * @param before name of the model that was trained on the earlier data, for messages: "champion
   *     v000003"
   * @throws IllegalArgumentException if the classes differ: their shares cannot be compared
   */
  public static List<CheckResult> run(
      DataSummary data, DataSummary earlier, String before, DriftLimits limits) {
    data.classes()
        .differenceFrom("the data", earlier.classes(), before)
        .ifPresent(
            difference -> {
              throw new IllegalArgumentException(difference);
            });
    return List.of(
        checkClassBalance(data, earlier, before, limits.classBalance()),
        checkChannelMeans(data, earlier, before, limits.channelMean()),
        checkImages(data, earlier, before, limits.fewerImages()));
  }

  /** Share of the earlier images that are missing: a folder that is empty or not mounted. */
  private static CheckResult checkImages(
      DataSummary data, DataSummary earlier, String before, DriftLimits.Limit limit) {
    long missing = Math.max(0, earlier.trainingImages() - data.trainingImages());
    return result(
        IMAGES,
        (double) missing / earlier.trainingImages(),
        limit,
        text(
            missing > 0
                ? "%,d images, %,d fewer than those of %s"
                : "%,d images, not fewer than those of %3$s",
            data.trainingImages(),
            missing,
            before));
  }

  /** Gives a warning in place of {@link #run} if no statistics of the earlier data are stored. */
  public static List<CheckResult> unknown(String before) {
    return List.of(
        CheckResult.warn(
            CheckResult.TRAINING_SET,
            CLASS_BALANCE,
            Double.NaN,
            "not compared: nothing is kept of the data of " + before));
  }

  /** Total variation distance: the share of images that would have to change their class. */
  private static CheckResult checkClassBalance(
      DataSummary data, DataSummary earlier, String before, DriftLimits.Limit limit) {
    double distance = 0;
    int most = 0;
    for (int label = 0; label < data.classes().size(); label++) {
      distance += Math.abs(change(data, earlier, label)) / 2;
      if (Math.abs(change(data, earlier, label)) > Math.abs(change(data, earlier, most))) {
        most = label;
      }
    }
    return result(
        CLASS_BALANCE,
        distance,
        limit,
        text(
            "class shares differ by %.4f from those of %s, most %s: %s instead of %s",
            distance,
            before,
            data.classes().name(most),
            HumanText.percent(data.share(most)),
            HumanText.percent(earlier.share(most))));
  }

  private static double change(DataSummary data, DataSummary earlier, int label) {
    return data.share(label) - earlier.share(label);
  }

  private static CheckResult checkChannelMeans(
      DataSummary data, DataSummary earlier, String before, DriftLimits.Limit limit) {
    int most = 0;
    for (int channel = 1; channel < DataSummary.CHANNELS.size(); channel++) {
      if (shift(data, earlier, channel) > shift(data, earlier, most)) {
        most = channel;
      }
    }
    return result(
        CHANNEL_MEAN,
        shift(data, earlier, most),
        limit,
        text(
            "channel means differ by up to %.4f from those of %s, most %s: %.4f instead of %.4f",
            shift(data, earlier, most),
            before,
            DataSummary.CHANNELS.get(most),
            data.channelMeans().get(most),
            earlier.channelMeans().get(most)));
  }

  private static double shift(DataSummary data, DataSummary earlier, int channel) {
    return Math.abs(data.channelMeans().get(channel) - earlier.channelMeans().get(channel));
  }

  private static CheckResult result(
      String check, double value, DriftLimits.Limit limit, String text) {
    Status status =
        value > limit.fail() ? Status.FAIL : value > limit.warn() ? Status.WARN : Status.OK;
    return new CheckResult(
        CheckResult.TRAINING_SET,
        check,
        value,
        status,
        CheckResult.TRAINING_SET
            + ": "
            + text
            + text("; warned above %s, refused above %s", limit.warn(), limit.fail()));
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
