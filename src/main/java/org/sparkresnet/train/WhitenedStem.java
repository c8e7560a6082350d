package org.sparkresnet.train;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkresnet.dataset.PatchCovariance;
import org.sparkresnet.dataset.TrainingImages;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.replica.StemWhitening;

/**
 * Adds the whitening of the first convolution to a configuration that asks for it. The whitening
 * follows from the images, so that a run that goes on finds the same one. Driver only.
 */
public final class WhitenedStem {
  private static final Logger LOG = LoggerFactory.getLogger(WhitenedStem.class);

  private WhitenedStem() {}

  /** The configuration with its whitening. Runs one Spark job, unless there is nothing to add. */
  public static TrainConfig of(TrainConfig config, TrainingImages images) {
    if (!config.replica().optimizer().whitensStem() || config.replica().whitening().isPresent()) {
      return config;
    }
    StemWhitening whitening = new StemWhitening(PatchCovariance.of(images));
    LOG.info("Whitening of the first convolution: SHA-256 {}", whitening.sha256());
    return config.with(config.replica().with(whitening));
  }
}
