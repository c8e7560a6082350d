package org.sparkresnet.jobs;

import org.apache.spark.api.java.JavaSparkContext;
import org.sparkresnet.config.Recipes;
import org.sparkresnet.config.Settings;
import org.sparkresnet.dataset.CifarImages;

/** The images that a configuration names. */
public final class ConfiguredImages {
  private ConfiguredImages() {}

  /**
   * Reads and checks the images of data.path, for training.
   *
   * @param workers who train on them: the images are cached in as many parts, which the last digit
   *     of the test loss depends on
   * @throws org.sparkresnet.common.UserError as {@link CifarImages#load}
   */
  public static CifarImages load(JavaSparkContext spark, Settings settings, int workers) {
    return CifarImages.load(
        spark,
        settings.paths("data.path"),
        workers,
        settings.integer("dataset.validation-examples"),
        Recipes.thresholds(settings));
  }
}
