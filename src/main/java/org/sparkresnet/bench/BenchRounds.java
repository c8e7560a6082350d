package org.sparkresnet.bench;

import java.io.IOException;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkresnet.dataset.TrainingImages;
import org.sparkresnet.plan.AveragingFrequency;
import org.sparkresnet.plan.ModelSelection;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.plan.RoundExecution;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.replica.ReplicaPool;
import org.sparkresnet.replica.ReplicaSpec;
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
    RoundExecution execution,
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
            trainConfig.outer(),
            trainConfig.emaDecay(),
            ModelSelection.NONE);
    return UnsavedTraining.run(spark, images, config, execution, SILENT)
        .progress()
        .imagesPerSecond();
  }

  /** Frees the replicas of the executors of a local master. */
  void freeReplicas() {
    ReplicaPool.closeIdle();
  }
}
