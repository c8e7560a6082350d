package org.sparkresnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.sparkresnet.dataset.Augmentation;
import org.sparkresnet.dataset.Minibatches;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.nn.ResNet;
import org.sparkresnet.plan.AveragingFrequency;
import org.sparkresnet.plan.ModelSelection;
import org.sparkresnet.plan.OuterOptimizer;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.replica.LearningRate;
import org.sparkresnet.replica.NativeArrays;
import org.sparkresnet.replica.Optimizer;
import org.sparkresnet.replica.ReplicaSpec;
import org.sparkresnet.testing.Slow;

/**
 * Where dl4j-spark's own ParameterAveragingTrainingMaster (1.0.0-M2) differs from this trainer, on
 * the same images and the same network: it hands the workers iteration 0 again and again, so that a
 * learning-rate schedule never advances, and it drops the examples that do not fill a split.
 */
@Slow
class StockMasterComparisonIT {
  private static final int BATCH = 30;
  private static final int ITERATIONS = 3;
  @RegisterExtension static final SliceOnSpark SLICE = new SliceOnSpark();
  @TempDir private Path folder;

  /** Rate 0 in iteration 0: whoever does not count iterations never learns. */
  private static TrainConfig learnsOnlyAfterTheFirstIteration() {
    Optimizer optimizer =
        new Optimizer(
            new LearningRate.WarmUp(new LearningRate.Constant(0.05), 1, 0, false), 0, false, 0);
    Plan plan = new Plan(Runs.IMAGES, 2, BATCH, ITERATIONS, AveragingFrequency.every(1));
    ReplicaSpec replica = new ReplicaSpec(new NetworkConfig(8, true), LayerSet.STOCK, optimizer, 7);
    return new TrainConfig(
        plan, replica, Augmentation.NONE, 0, true, OuterOptimizer.NONE, 0, ModelSelection.NONE);
  }

  private static ComputationGraph trainWithStockMaster(TrainConfig config, List<DataSet> data) {
    ParameterAveragingTrainingMaster master =
        new ParameterAveragingTrainingMaster.Builder(2, BATCH)
            .batchSizePerWorker(BATCH)
            .averagingFrequency(1)
            .rddTrainingApproach(RDDTrainingApproach.Direct)
            .build();
    SparkComputationGraph network =
        new SparkComputationGraph(SLICE.spark(), networkWithDl4jSchedule(config), master);
    JavaRDD<DataSet> rdd = SLICE.spark().parallelize(data, 2);
    return network.fit(rdd);
  }

  /** The same network and schedule in classes of DL4J's, which its master serialises as JSON. */
  private static ComputationGraph networkWithDl4jSchedule(TrainConfig config) {
    ISchedule schedule = new MapSchedule(ScheduleType.ITERATION, Map.of(0, 0.0, 1, 0.05));
    return ResNet.create(
        config.replica().network(), LayerSet.STOCK, new Sgd(schedule), 0, config.seed());
  }

  private static List<DataSet> data(int batch) {
    Shard shard = SLICE.images().training(Runs.NORMALIZATION).epoch(1, 7, 0).first();
    Iterator<DataSet> minibatches =
        new Minibatches(batch, 10, Runs.NORMALIZATION, Augmentation.NONE, 0).inOrder(shard);
    List<DataSet> all = new ArrayList<>();
    minibatches.forEachRemaining(all::add);
    return all;
  }

  private static float[] trainable(float[] parameters, ComputationGraph network) {
    float[] copy = parameters.clone();
    org.sparkresnet.nn.ParameterLayout.of(network)
        .runningStatistics()
        .forEach(range -> java.util.Arrays.fill(copy, range.start(), range.end(), 0f));
    return copy;
  }

  @Test
  @Slow
  void ourWorkersFollowTheScheduleAndTheStockMastersWorkersStayAtIterationZero()
      throws IOException {
    TrainConfig config = learnsOnlyAfterTheFirstIteration();
    ComputationGraph layout = config.replica().createNetwork();
    float[] initial = trainable(NativeArrays.get(layout.params()), layout);

    float[] stock =
        trainable(
            NativeArrays.get(
                trainWithStockMaster(config, data(BATCH).subList(0, 2 * ITERATIONS)).params()),
            layout);
    assertThat(stock).as("stock master: iteration 0 three times").isEqualTo(initial);

    Runs.train(
        SLICE.spark(),
        SLICE.images(),
        config,
        Runs.checkpoints(SLICE.spark(), folder, 1, 1),
        new TrainingListener() {});
    TrainingState first = Runs.checkpoints(SLICE.spark(), folder, 1, 9).latest().orElseThrow();
    assertThat(trainable(first.weights().parameters(), layout)).isEqualTo(initial);
    TrainingResult last =
        Runs.train(
            SLICE.spark(),
            SLICE.images(),
            config,
            Runs.checkpoints(SLICE.spark(), folder, 1, Long.MAX_VALUE),
            new TrainingListener() {});
    assertThat(trainable(last.model(), layout)).as("ours: learns").isNotEqualTo(initial);
  }

  @Test
  void oursTrainsOnEveryExampleOfAnUnevenSetAndTheStockMasterDropsSome() throws IOException {
    Plan uneven = new Plan(Runs.IMAGES, 2, 64, 3, AveragingFrequency.every(1));
    TrainConfig config =
        new TrainConfig(
            uneven,
            learnsOnlyAfterTheFirstIteration().replica(),
            Augmentation.NONE,
            0,
            true,
            OuterOptimizer.NONE,
            0,
            ModelSelection.NONE);
    TrainingResult ours =
        Runs.train(
            SLICE.spark(),
            SLICE.images(),
            config,
            Runs.checkpoints(SLICE.spark(), folder, 1000, Long.MAX_VALUE),
            new TrainingListener() {});
    assertThat(ours.progress().examples()).isEqualTo(Runs.IMAGES);

    // 39 single examples, 4 a worker and minibatch: 32 are used and 7 are not (four whole splits).
    List<DataSet> singles = data(1).subList(0, 39);
    ParameterAveragingTrainingMaster master =
        new ParameterAveragingTrainingMaster.Builder(2, 1)
            .batchSizePerWorker(4)
            .averagingFrequency(1)
            .rddTrainingApproach(RDDTrainingApproach.Direct)
            .build();
    SparkComputationGraph network =
        new SparkComputationGraph(SLICE.spark(), networkWithDl4jSchedule(config), master);
    ComputationGraph trained = network.fit(SLICE.spark().parallelize(singles, 2));
    assertThat(trained.getConfiguration().getIterationCount() * 2 * 4).isLessThan(39);
  }
}
