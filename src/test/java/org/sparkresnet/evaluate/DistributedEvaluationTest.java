package org.sparkresnet.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.cifar.Cifar100;
import org.sparkresnet.cifar.Slice;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.EvaluationImages;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.nn.kernels.OmpThreads;
import org.sparkresnet.nn.onednn.OneDnnNetworks;
import org.sparkresnet.replica.NativeArrays;
import org.sparkresnet.replica.ReplicaPool;
import org.sparkresnet.replica.ReplicaSpec;
import org.sparkresnet.testing.LocalSpark;

/** Evaluation of a ResNet-8 with random weights on the real slice of 300 images. */
class DistributedEvaluationTest {
  private static final JobConfig CONFIG = JobConfig.defaults();
  private static final ReplicaSpec REPLICA =
      ReplicaSpec.forInference(new NetworkConfig(8, true), LayerSet.ONEDNN);
  private static final int HELD_OUT = 150;

  private final JavaSparkContext spark =
      JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());

  @AfterAll
  static void close() {
    ReplicaPool.closeIdle();
  }

  private static float[] model() {
    OmpThreads.set(1);
    ComputationGraph network = REPLICA.createNetwork();
    float[] model = NativeArrays.weights(network).parameters();
    OneDnnNetworks.close(network);
    Random random = new Random(1);
    for (int i = 0; i < model.length; i++) {
      model[i] += 0.01f * random.nextFloat();
    }
    return model;
  }

  /** Numbers of workers: the training images are cached in as many partitions. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7})
  void noBitOfAValidationDependsOnTheNumberOfWorkers(int workers) {
    float[] model = model();
    Result one = validate(1, model);
    Result more = validate(workers, model);
    assertThat(more).isEqualTo(one);
    assertThat(one.predictions()).hasSize(HELD_OUT);
  }

  /** What a run keeps of a validation. */
  private record Result(double lossSum, List<String> predictions, double temperature) {}

  private Result validate(int workers, float[] model) {
    try (CifarImages images =
        CifarImages.load(
            spark,
            List.of(Slice.FOLDER.toString()),
            Cifar100.Label.FINE,
            workers,
            HELD_OUT,
            CONFIG.data().thresholds())) {
      EvaluationImages validation = images.validation(CONFIG.dataset().normalization());
      DistributedEvaluation evaluation = new DistributedEvaluation(spark, REPLICA, 64);
      EvaluationCounts counts = evaluation.evaluate(validation, model);
      Predictions predictions = counts.predictions();
      return new Result(
          counts.lossSum(),
          IntStream.range(0, HELD_OUT)
              .mapToObj(
                  i -> "%d %s".formatted(predictions.exampleId(i), predictions.probability(i)))
              .toList(),
          evaluation.fitTemperature(validation, model).value());
    }
  }
}
