package org.sparkresnet.cli;

import org.apache.spark.api.java.JavaSparkContext;
import org.sparkresnet.dataset.CifarImages;

/** The images that a configuration names. */
final class ConfiguredImages {
  private ConfiguredImages() {}

  /**
   * Reads and checks the images of data.path, for training.
   *
   * @param workers who train on them: the images are cached in as many parts, which the last digit
   *     of the test loss depends on
   * @throws org.sparkresnet.UserError as {@link CifarImages#load}
   */
  static CifarImages load(JavaSparkContext spark, Settings settings, int workers) {
    return CifarImages.load(
        spark,
        settings.paths("data.path"),
        workers,
        settings.integer("dataset.validation-examples"),
        Recipes.thresholds(settings));
  }
}
