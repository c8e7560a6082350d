package org.sparkresnet.evaluate;

import java.util.function.Function;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkresnet.dataset.Augmentation;
import org.sparkresnet.dataset.Minibatches;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.dataset.ScoringImages;
import org.sparkresnet.replica.Replica;
import org.sparkresnet.replica.ReplicaPool;
import org.sparkresnet.replica.ReplicaSpec;

/**
 * Predicts images with a model, in parallel on the executors. The predictions stay on the
 * executors.
 *
 * @param batchSize images in a minibatch
 */
public record DistributedScoring(
    JavaSparkContext spark, ReplicaSpec replica, Normalization normalization, int batchSize) {
  /**
   * Scores every image once. Driver only.
   *
   * @param model flat parameter vector
   * @param use runs the Spark jobs on the predictions. The RDD is lazy, not cached, and valid until
   *     this method returns
   * @return result of {@code use}
   */
  public <T> T score(ScoringImages images, float[] model, Function<JavaRDD<ScoredImages>, T> use) {
    Minibatches minibatches =
        new Minibatches(
            batchSize, replica.network().classes(), normalization, Augmentation.NONE, 0);
    ReplicaSpec spec = replica;
    int cores = spark.getConf().getInt("spark.task.cpus", 1);
    Broadcast<float[]> parameters = spark.broadcast(model);
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    try {
      return use.apply(
          images
              .read(spark, hadoop)
              .map(
                  part ->
                      ReplicaPool.withReplica(
                          spec, cores, net -> score(net, parameters.value(), part, minibatches))));
    } finally {
      parameters.destroy();
      hadoop.destroy();
    }
  }

  private static ScoredImages score(
      Replica network, float[] model, ScoringImages.Part part, Minibatches minibatches) {
    int classes = minibatches.classes();
    Predictions predictions = new Predictions(part.images().size());
    network.predict(
        model,
        KillableMinibatches.ofThisTask(minibatches.inOrder(part.images())),
        probabilities -> {
          for (int offset = 0; offset < probabilities.length; offset += classes) {
            int i = predictions.size();
            int predicted = Predictions.mostProbable(probabilities, offset, classes);
            predictions.add(
                part.images().ids()[i],
                part.labelled() ? part.images().labels()[i] : Predictions.UNKNOWN,
                predicted,
                probabilities[offset + predicted]);
          }
        });
    return new ScoredImages(part.file(), part.firstRecord(), predictions);
  }
}
