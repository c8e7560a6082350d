package org.sparkresnet.dataset;

import org.apache.spark.api.java.JavaRDD;

/**
 * The images that are trained on, cached on the executors.
 *
 * @param shards in any partitioning, without those held out
 * @param split what was held out
 * @param examples how many there are
 * @param normalization of their pixels
 */
public record TrainingImages(
    JavaRDD<Shard> shards, ValidationSplit split, int examples, Normalization normalization) {
  /** One epoch's images, dealt to the workers: partition w holds worker w's shard. */
  public JavaRDD<Shard> epoch(int workers, long seed, int epoch) {
    return EpochShards.of(shards, split, examples, workers, seed, epoch);
  }
}
