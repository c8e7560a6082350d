package org.sparkresnet.dataset;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.sparkresnet.common.SparkJobNames;

/**
 * Covariance of the 3x3 patches of normalised training images, over a fixed sample of 5,000, or all
 * if they are fewer. The images and their ids alone determine every bit.
 */
public final class PatchCovariance {
  /** Values of a patch: 9 pixels of 3 channels. */
  public static final int LENGTH = PatchSums.LENGTH;

  private static final int SAMPLE = 5000;

  /** Epoch of the sample's order; training counts its epochs from 0. */
  private static final int EPOCH = -1;

  /** No seed of the user: the images alone decide. */
  private static final long SEED = 0;

  private PatchCovariance() {}

  /** The 27x27 covariances, row-major. Runs one Spark job. */
  public static List<Double> of(TrainingImages images) {
    int examples = images.examples();
    HeldOutImages heldOut = images.heldOut();
    JavaRDD<Shard> shards = images.shards();
    PatchSums sums =
        SparkJobNames.step(
            shards.context(),
            "covariance of patches of %d training images".formatted(Math.min(SAMPLE, examples)),
            () -> shards.map(shard -> sums(shard, heldOut, examples)).reduce(PatchSums::plus));
    List<Double> covariance = new ArrayList<>();
    for (int i = 0; i < LENGTH; i++) {
      for (int j = 0; j < LENGTH; j++) {
        covariance.add(sums.covariance(i, j, images.normalization()));
      }
    }
    return List.copyOf(covariance);
  }

  private static PatchSums sums(Shard shard, HeldOutImages heldOut, int examples) {
    EpochOrder order = EpochOrder.of(SEED, EPOCH, examples, 1);
    return PatchSums.of(shard, i -> order.position(heldOut.denseIndex(shard.ids()[i])) < SAMPLE);
  }
}
