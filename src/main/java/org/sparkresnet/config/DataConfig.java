package org.sparkresnet.config;

import java.util.List;
import org.sparkresnet.cifar.Cifar100;
import org.sparkresnet.cifar.DriftLimits;
import org.sparkresnet.cifar.Thresholds;
import org.sparkresnet.files.Locations;

/**
 * Keys data.*: the files of images, and the limits of the checks on them.
 *
 * @param paths folders, files and globs on any Hadoop file system; at least one
 * @param label that is read of CIFAR-100's records
 * @param thresholds limits of the checks of every run
 * @param drift limits of retrain's comparison with the champion's training images
 */
public record DataConfig(
    List<String> paths, Cifar100.Label label, Thresholds thresholds, DriftLimits drift) {
  static final String LABELS = "data.labels";

  /** Copies the paths. */
  public DataConfig {
    paths = List.copyOf(paths);
  }

  static DataConfig of(Settings settings) {
    List<String> paths = settings.paths(KnownKeys.DATA_PATH);
    paths.forEach(path -> Locations.requireNoPassword(KnownKeys.DATA_PATH, path));
    return new DataConfig(
        paths,
        settings.choice(LABELS, Cifar100.Label.class),
        new Thresholds(
            settings.decimal("data.class-imbalance", Rule.atLeast(1)),
            settings.decimal("data.test-in-training", Rule.SHARE)),
        new DriftLimits(
            limit(settings, "data.drift.class-balance.warn", "data.drift.class-balance.fail"),
            limit(settings, "data.drift.channel-mean.warn", "data.drift.channel-mean.fail"),
            limit(settings, "data.drift.fewer-images.warn", "data.drift.fewer-images.fail")));
  }

  private static DriftLimits.Limit limit(Settings settings, String warnKey, String failKey) {
    double warn = settings.decimal(warnKey, Rule.SHARE);
    Rule aboveWarn =
        new Rule(
            "between %s (%s) and 1".formatted(warnKey, warn), fail -> fail >= warn && fail <= 1);
    return new DriftLimits.Limit(warn, settings.decimal(failKey, aboveWarn));
  }

  /** The paths as one text, from which data.path reads the same paths. */
  public String pathText() {
    return PathList.join(paths);
  }
}
