package org.sparkresnet.bench;

import java.io.IOException;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkresnet.dataset.TrainingImages;
import org.sparkresnet.replica.ReplicaPool;
import org.sparkresnet.replica.ReplicaSpec;
import org.sparkresnet.train.AveragingFrequency;
import org.sparkresnet.train.CollectLimit;
import org.sparkresnet.train.ModelSelection;
import org.sparkresnet.train.Plan;
import org.sparkresnet.train.TrainConfig;
import org.sparkresnet.train.TrainingListener;

/**
 * Averaging rounds of the real trainer, for their speed.
 *
 * @param trainConfig augmentation and averaging of the configuration
 */
record BenchRounds(
    JavaSparkContext spark,
    TrainingImages images,
    TrainConfig trainConfig,
    CollectLimit limit,
    int workers) {
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
            trainConfig.augmentation(),
            trainConfig.labelSmoothing(),
            trainConfig.averageMomentum(),
            trainConfig.outerMomentum(),
            trainConfig.emaDecay(),
            ModelSelection.NONE);
    return UnsavedTraining.run(spark, images, config, limit, SILENT).progress().imagesPerSecond();
  }

  /** Frees the replicas of the executors of a local master. */
  void freeReplicas() {
    ReplicaPool.closeIdle();
  }
}
