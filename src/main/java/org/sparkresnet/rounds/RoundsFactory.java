package org.sparkresnet.rounds;

import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkresnet.dataset.Minibatches;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.nn.ParameterLayout;
import org.sparkresnet.plan.RoundExecution;
import org.sparkresnet.plan.RoundsMode;
import org.sparkresnet.plan.TrainConfig;

/** Opens the way to train rounds that an execution asks for. Driver only. */
public final class RoundsFactory {
  private RoundsFactory() {}

  /**
   * Opens the way that an execution asks for.
   *
   * @param runningStatistics places of BN's running statistics in the parameters
   * @param progress receives each round as soon as it is averaged, on the caller's thread; again if
   *     a part is repeated after a failure
   * @param warnings receives a line when rounds run in a slower way than others would
   * @throws org.sparkresnet.common.UserError of code USAGE if it is not possible
   */
  public static Rounds open(
      JavaSparkContext spark,
      TrainConfig config,
      List<ParameterLayout.Range> runningStatistics,
      Normalization normalization,
      RoundExecution execution,
      Consumer<RoundProgress> progress,
      Consumer<String> warnings) {
    RoundUpdate update = new RoundUpdate(config, new OuterStep(config.outer(), runningStatistics));
    Minibatches minibatches =
        new Minibatches(
            config.plan().batchSize(),
            config.replica().network().classes(),
            normalization,
            config.augmentation(),
            config.labelSmoothing());
    JobRounds jobs = new JobRounds(spark, config, execution, update, minibatches, progress);
    if (execution.mode() == RoundsMode.JOBS) {
      return jobs;
    }
    SegmentRounds segments =
        new SegmentRounds(spark, config, execution, update, minibatches, progress);
    AutoRounds auto =
        new AutoRounds(spark, segments, jobs, execution, config.plan().workers(), warnings);
    try {
      auto.requirePossible();
    } catch (RuntimeException e) {
      auto.close();
      throw e;
    }
    return auto;
  }
}
