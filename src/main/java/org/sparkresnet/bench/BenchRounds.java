package org.sparkresnet.bench;

import java.io.IOException;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkresnet.dataset.TrainingImages;
import org.sparkresnet.plan.AveragingFrequency;
import org.sparkresnet.plan.ModelSelection;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.plan.RoundCosts;
import org.sparkresnet.plan.RoundExecution;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.replica.ReplicaPool;
import org.sparkresnet.replica.ReplicaSpec;
import org.sparkresnet.train.RoundReport;
import org.sparkresnet.train.TrainingListener;
import org.sparkresnet.train.TrainingResult;

/**
 * Averaging rounds of the real trainer, for their speed.
 *
 * @param trainConfig augmentation and averaging of the configuration
 */
public record BenchRounds(
    JavaSparkContext spark,
    TrainingImages images,
    TrainConfig trainConfig,
    RoundExecution execution,
    int workers) {
  /** Images a second over so many rounds, after some that build and warm up the replicas. */
  double imagesPerSecond(ReplicaSpec replica, int batch, int frequency, long rounds)
      throws IOException {
    int warmUp = (RoundCosts.WARM_UP_MINIBATCHES + frequency - 1) / frequency;
    Speed speed = new Speed(warmUp);
    train(replica, batch, frequency, rounds + warmUp, speed);
    return speed.examples / speed.seconds;
  }

  /** Trains so many rounds from the beginning, and keeps nothing in the store. */
  public TrainingResult train(
      ReplicaSpec replica, int batch, int frequency, long rounds, TrainingListener listener)
      throws IOException {
    Plan plan =
        new Plan(
            images.examples(),
            workers,
            batch,
            rounds * frequency,
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
    return UnsavedTraining.run(spark, images, config, execution, listener);
  }

  /** Speed of the rounds after the warm-up. */
  private static final class Speed implements TrainingListener {
    private final int warmUp;
    private long examples;
    private double seconds;

    Speed(int warmUp) {
      this.warmUp = warmUp;
    }

    @Override
    public void roundFinished(RoundReport round) {
      if (round.round().number() >= warmUp) {
        examples += round.examples();
        seconds += round.seconds();
      }
    }
  }

  /** Frees the replicas of the executors of a local master. */
  void freeReplicas() {
    ReplicaPool.closeIdle();
  }
}
