package org.sparkresnet.evaluate;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.dataset.Augmentation;
import org.sparkresnet.dataset.MinibatchSample;
import org.sparkresnet.dataset.MinibatchSample.Minibatch;
import org.sparkresnet.dataset.Minibatches;
import org.sparkresnet.dataset.TrainingImages;
import org.sparkresnet.nn.BatchStatistics;
import org.sparkresnet.replica.Replica;
import org.sparkresnet.replica.ReplicaPool;
import org.sparkresnet.replica.ReplicaSpec;

/**
 * Recomputation of a model's running statistics from training images. The running statistics of a
 * mean of weights (of workers, or of iterations) are means of statistics that belong to other
 * weights. Here the weights themselves run forward in training mode over a fixed sample of the
 * training images, not augmented as test images are not, and the running statistics become the
 * means over its minibatches. The weights and the sample determine every bit, whatever the running
 * statistics were. Driver only.
 *
 * @param replica network, and the seed of the sample
 * @param images training images
 * @param batchSize images in a minibatch, as many as in training, which needs as much memory
 * @param count least number of images in the sample, if there are so many; 0 turns it off
 */
public record StatisticsRecomputation(
    JavaSparkContext spark, ReplicaSpec replica, TrainingImages images, int batchSize, int count) {
  /** Statistics of one minibatch, with its number in the sample. */
  private record Numbered(int number, BatchStatistics statistics) implements Serializable {}

  /**
   * A copy of the model with other running statistics, and equal otherwise; the model itself if
   * recomputation is off. Runs one Spark job.
   *
   * @param model flat parameter vector
   * @throws IllegalStateException if a minibatch of the sample is missing
   */
  public float[] recompute(float[] model) {
    if (count == 0) {
      return model;
    }
    MinibatchSample sample = MinibatchSample.ofAtLeast(count, batchSize, images.examples());
    // As many tasks as workers: no executor needs more replicas in training mode than in training.
    JavaRDD<Minibatch> minibatches =
        sample.draw(images, replica.seed(), images.shards().getNumPartitions());
    Broadcast<float[]> parameters = spark.broadcast(model);
    try {
      return SparkJobNames.step(
          spark.sc(),
          "running statistics on %d training images"
              .formatted(sample.minibatches() * sample.size()),
          () -> BatchStatistics.replace(model, statistics(sample, minibatches, parameters)));
    } finally {
      parameters.destroy();
      minibatches.rdd().cleanShuffleDependencies(false);
    }
  }

  /** The statistics of each minibatch, in the order of the sample. */
  private List<BatchStatistics> statistics(
      MinibatchSample sample, JavaRDD<Minibatch> minibatches, Broadcast<float[]> parameters) {
    Minibatches view =
        new Minibatches(
            sample.size(),
            replica.network().classes(),
            images.normalization(),
            Augmentation.NONE,
            0);
    ReplicaSpec spec = replica;
    int cores = spark.getConf().getInt("spark.task.cpus", 1);
    List<Numbered> numbered =
        minibatches
            .map(
                minibatch ->
                    ReplicaPool.withReplica(
                        spec, cores, net -> numbered(net, parameters.value(), minibatch, view)))
            .collect();
    if (numbered.size() != sample.minibatches()) {
      throw new IllegalStateException(
          "statistics of %d minibatches of %d".formatted(numbered.size(), sample.minibatches()));
    }
    return numbered.stream()
        .sorted(Comparator.comparingInt(Numbered::number))
        .map(Numbered::statistics)
        .toList();
  }

  private static Numbered numbered(
      Replica network, float[] model, Minibatch minibatch, Minibatches view) {
    return new Numbered(
        minibatch.number(),
        network.batchStatistics(model, view.inOrder(minibatch.images()).next()));
  }
}
