package org.sparkresnet.dataset;

import org.apache.spark.api.java.JavaRDD;

/**
 * Images to train on, cached on the executors.
 *
 * @param shards images in any partitioning, without the held-out ones
 * @param heldOut held-out images
 * @param examples number of images
 * @param normalization of the pixels
 */
public record TrainingImages(
    JavaRDD<Shard> shards, HeldOutImages heldOut, int examples, Normalization normalization) {
  /** The images of one epoch, dealt to the workers: partition w holds the shard of worker w. */
  public JavaRDD<Shard> epoch(int workers, long seed, int epoch) {
    return EpochShards.of(shards, heldOut, examples, workers, seed, epoch);
  }
}
