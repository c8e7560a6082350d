package org.sparkresnet.evaluate;

import java.io.Serializable;
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

  /**
   * Fits the temperature of the model's probabilities for these images. Runs one Spark job; the
   * driver holds the probabilities of all classes for all images.
   *
   * @param model flat parameter vector
   */
  public Temperature fitTemperature(EvaluationImages images, float[] model) {
    int classes = classes();
    return Temperature.fit(
        ClassProbabilities.join(
            run(
                images,
                model,
                "temperature on %d %s images".formatted(images.examples(), images.split().label()),
                (net, parameters, shard, minibatches) -> {
                  float[] all = new float[Math.multiplyExact(shard.size(), classes)];
                  int[] done = new int[1];
                  net.predict(
                      parameters,
                      KillableMinibatches.ofThisTask(minibatches.inOrder(shard)),
                      probabilities -> {
                        System.arraycopy(probabilities, 0, all, done[0], probabilities.length);
                        done[0] += probabilities.length;
                      });
                  int[] labels = new int[shard.size()];
                  Arrays.setAll(labels, i -> shard.labels()[i]);
                  return new ClassProbabilities(all, labels);
                })));
  }

  private EvaluationCounts evaluate(EvaluationImages images, float[] model, boolean flips) {
    List<EvaluationCounts> parts =
        run(
            images,
            model,
            "evaluation on %d %s images%s"
                .formatted(
                    images.examples(),
                    images.split().label(),
                    flips ? " and their mirror images" : ""),
            (net, parameters, shard, minibatches) ->
                count(net, parameters, shard, minibatches, flips));
    // In the order of the partitions, which fixes the last digit of the loss.
    EvaluationCounts all =
        parts.stream().reduce(EvaluationCounts::merge).orElse(new EvaluationCounts(classes()));
    all.requireExactly(images.examples(), images.split().label() + " images");
    return all;
  }

  /** Work of a task: a model's outputs for a shard. */
  private interface Work<T> extends Serializable {
    T of(Replica network, float[] model, Shard shard, Minibatches minibatches);
  }

  /** Results of all shards, in the order of the partitions. */
  private <T> List<T> run(EvaluationImages images, float[] model, String step, Work<T> work) {
    Minibatches minibatches =
        new Minibatches(batchSize, classes(), images.normalization(), Augmentation.NONE, 0);
    ReplicaSpec spec = replica;
    int cores = spark.getConf().getInt("spark.task.cpus", 1);
    Broadcast<float[]> parameters = spark.broadcast(model);
    try {
      return SparkJobNames.step(
          spark.sc(),
          step,
          () ->
              images
                  .shards()
                  .map(
                      shard ->
                          ReplicaPool.withReplica(
                              spec,
                              cores,
                              net -> work.of(net, parameters.value(), shard, minibatches)))
                  .collect());
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
