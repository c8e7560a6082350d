package org.sparkresnet.evaluate;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.dataset.Augmentation;
import org.sparkresnet.dataset.EvaluationImages;
import org.sparkresnet.dataset.Minibatches;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.replica.Replica;
import org.sparkresnet.replica.ReplicaPool;
import org.sparkresnet.replica.ReplicaSpec;

/**
 * Evaluates a model on cached images, in parallel on the executors; one Spark job. Driver only.
 *
 * @param batchSize images in a minibatch
 */
public record DistributedEvaluation(JavaSparkContext spark, ReplicaSpec replica, int batchSize) {
  /**
   * Evaluates every image once. Runs one Spark job.
   *
   * @param model flat parameter vector
   * @throws IllegalStateException if the number of counted images differs from the number of images
   */
  public EvaluationCounts evaluate(EvaluationImages images, float[] model) {
    return evaluate(images, model, false);
  }

  /**
   * Evaluates every image once: its probabilities are the mean over the image and its mirror image.
   * Runs one Spark job.
   *
   * @param model flat parameter vector
   * @throws IllegalStateException if the number of counted images differs from the number of images
   */
  public EvaluationCounts evaluateWithFlips(EvaluationImages images, float[] model) {
    return evaluate(images, model, true);
  }

  private EvaluationCounts evaluate(EvaluationImages images, float[] model, boolean flips) {
    Minibatches minibatches =
        new Minibatches(batchSize, classes(), images.normalization(), Augmentation.NONE, 0);
    ReplicaSpec spec = replica;
    int cores = spark.getConf().getInt("spark.task.cpus", 1);
    Broadcast<float[]> parameters = spark.broadcast(model);
    try {
      List<EvaluationCounts> parts =
          SparkJobNames.step(
              spark.sc(),
              "evaluation on %d %s images%s"
                  .formatted(
                      images.examples(),
                      images.split().label(),
                      flips ? " and their mirror images" : ""),
              () ->
                  images
                      .shards()
                      .map(
                          shard ->
                              ReplicaPool.withReplica(
                                  spec,
                                  cores,
                                  net -> count(net, parameters.value(), shard, minibatches, flips)))
                      .collect());
      // In the order of the partitions, which fixes the last digit of the loss.
      EvaluationCounts all =
          parts.stream().reduce(EvaluationCounts::merge).orElse(new EvaluationCounts(classes()));
      all.requireExactly(images.examples(), images.split().label() + " images");
      return all;
    } finally {
      parameters.destroy();
    }
  }

  private int classes() {
    return replica.network().classes();
  }

  private static EvaluationCounts count(
      Replica network, float[] model, Shard shard, Minibatches minibatches, boolean flips) {
    Deque<float[]> mirrored = new ArrayDeque<>();
    if (flips) {
      network.predict(
          model, KillableMinibatches.ofThisTask(minibatches.mirrored(shard)), mirrored::add);
    }
    int classes = minibatches.classes();
    EvaluationCounts counts = new EvaluationCounts(classes);
    network.predict(
        model,
        KillableMinibatches.ofThisTask(minibatches.inOrder(shard)),
        probabilities -> {
          if (flips) {
            addMean(probabilities, mirrored.remove());
          }
          int begin = Math.toIntExact(counts.examples());
          int end = begin + probabilities.length / classes;
          int[] labels = new int[end - begin];
          Arrays.setAll(labels, i -> shard.labels()[begin + i]);
          counts.add(probabilities, labels, Arrays.copyOfRange(shard.ids(), begin, end));
        });
    return counts;
  }

  private static void addMean(float[] probabilities, float[] others) {
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = (probabilities[i] + others[i]) / 2;
    }
  }
}
