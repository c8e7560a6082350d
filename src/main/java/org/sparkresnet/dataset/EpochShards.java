package org.sparkresnet.dataset;

import org.apache.spark.api.java.JavaRDD;

/**
 * Deals the cached training images to the workers for each epoch, in the order of {@link
 * EpochOrder}. Performs one shuffle of the images' bytes (154 MB for CIFAR-10).
 */
public final class EpochShards {
  private EpochShards() {}

  /**
   * The shards of one epoch as a lazy RDD: partition w has one element, the images of worker w in
   * training order.
   *
   * @param images all training images in any partitioning, without the held-out ones
   * @param heldOut held-out images; the others are numbered without gaps
   * @param examples number of images
   */
  public static JavaRDD<Shard> of(
      JavaRDD<Shard> images,
      HeldOutImages heldOut,
      int examples,
      int workers,
      long seed,
      int epoch) {
    return DealtShards.of(
        images,
        examples,
        workers,
        () -> {
          EpochOrder order = EpochOrder.of(seed, epoch, examples, workers);
          return id -> order.position(heldOut.denseIndex(id));
        });
  }
}
