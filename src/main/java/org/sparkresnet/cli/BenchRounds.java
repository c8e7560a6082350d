package org.sparkresnet.cli;

import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkresnet.dataset.TrainingImages;
import org.sparkresnet.train.AveragingFrequency;
import org.sparkresnet.train.CheckpointPolicy;
import org.sparkresnet.train.CheckpointStore;
import org.sparkresnet.train.Fingerprint;
import org.sparkresnet.train.Plan;
import org.sparkresnet.train.ReplicaPool;
import org.sparkresnet.train.ReplicaSpec;
import org.sparkresnet.train.TrainConfig;
import org.sparkresnet.train.Trainer;
import org.sparkresnet.train.TrainingListener;

/**
 * Averaging rounds of the real trainer, for their speed.
 *
 * @param recipe augmentation and averaging of the configuration
 */
record BenchRounds(JavaSparkContext spark, TrainingImages images, TrainConfig recipe, int workers) {
  private static final TrainingListener SILENT = new TrainingListener() {};

  /** Images a second over so many rounds, after one that builds the replicas. */
  double imagesPerSecond(ReplicaSpec replica, int batch, int frequency, long rounds)
      throws IOException {
    Plan plan =
        new Plan(
            images.examples(),
            workers,
            batch,
            (rounds + 1) * frequency,
            AveragingFrequency.every(frequency));
    TrainConfig config =
        new TrainConfig(
            plan,
            replica,
            recipe.augmentation(),
            recipe.labelSmoothing(),
            recipe.averageMomentum(),
            recipe.outerMomentum(),
            recipe.emaDecay());
    // The trainer ends with a checkpoint, which nobody wants and whose time does not count.
    java.nio.file.Path folder = Files.createTempDirectory("spark-resnet-bench");
    CheckpointStore unwanted =
        new CheckpointStore(spark.hadoopConfiguration(), new Path(folder.toUri()), 1);
    try {
      CheckpointPolicy policy =
          new CheckpointPolicy(
              unwanted, new Fingerprint("bench", "bench"), Long.MAX_VALUE, Long.MAX_VALUE);
      return new Trainer(spark, images, config, policy, SILENT).run().progress().imagesPerSecond();
    } finally {
      unwanted.clear();
    }
  }

  /** Frees the replicas of the executors of a local master. */
  void freeReplicas() {
    ReplicaPool.closeIdle();
  }
}
