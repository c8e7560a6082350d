package org.sparkresnet.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.nn.kernels.OneDnn;

class ReplicaTest {
  private final ReplicaSpec spec =
      ReplicaSpec.forInference(new NetworkConfig(8, true), LayerSet.STOCK);
  private final Replica replica = new Replica(spec, 1);
  private final Weights start = NativeArrays.weights(spec.createNetwork());

  @AfterEach
  void close() {
    replica.close();
  }

  @Test
  void aLargeMinibatchHasTheProbabilitiesOfAllItsImagesInOrder() {
    ReplicaSpec fast = ReplicaSpec.forInference(new NetworkConfig(8, true), LayerSet.ONEDNN);
    ComputationGraph whole = fast.createNetwork();
    float[] parameters = NativeArrays.get(whole.params());
    INDArray filledUp = Nd4j.rand(DataType.FLOAT, 48, 32, 32, 3);
    INDArray images = filledUp.get(NDArrayIndex.interval(0, 37)).dup('c');
    float[] expected = Arrays.copyOf(NativeArrays.get(whole.outputSingle(filledUp)), 370);
    List<float[]> answers = new ArrayList<>();
    try (Replica few = new Replica(fast, 1)) {
      few.predict(
          parameters, List.of(new DataSet(images, Nd4j.zeros(37, 10))).iterator(), answers::add);
    }
    assertThat(answers).hasSize(1);
    assertThat(answers.get(0)).isEqualTo(expected);
  }

  @Test
  void aMinibatchIsClosedAlsoWhereItsStatisticsFail() {
    DataSet minibatch =
        new DataSet(Nd4j.zeros(DataType.FLOAT, 4, 32, 32, 3), Nd4j.zeros(DataType.FLOAT, 4, 10));
    assertThatThrownBy(() -> replica.batchStatistics(new float[1], minibatch))
        .isInstanceOf(RuntimeException.class);
    assertThat(minibatch.getFeatures().wasClosed()).isTrue();
    assertThat(minibatch.getLabels().wasClosed()).isTrue();
  }

  /**
   * The rows of a query come in other portions than those of {@code score}, and their probabilities
   * must be the same bits. DL4J's own layers do not keep to it.
   */
  @ParameterizedTest
  @EnumSource(
      value = LayerSet.class,
      names = {"ONEDNN", "ONEDNN_BFLOAT16"})
  void anImagesProbabilitiesDoNotDependUponTheImagesBesideIt(LayerSet layers) {
    assumeTrue(
        layers != LayerSet.ONEDNN_BFLOAT16
            || OneDnn.bfloat16Refusal("evaluate.precision").isEmpty());
    ReplicaSpec inference = ReplicaSpec.forInference(new NetworkConfig(8, true), layers);
    float[] parameters = NativeArrays.get(inference.createNetwork().params());
    INDArray images = Nd4j.rand(DataType.FLOAT, 33, 32, 32, 3);
    try (Replica one = new Replica(inference, 1)) {
      float[] expected = predicted(one, parameters, images, 0, 33);
      for (int size = 1; size <= 17; size++) {
        int first = 33 - size;
        assertThat(predicted(one, parameters, images, first, 33))
            .as(layers + ", minibatch of " + size)
            .isEqualTo(Arrays.copyOfRange(expected, first * 10, 330));
      }
    }
  }

  private static float[] predicted(
      Replica replica, float[] parameters, INDArray images, int first, int end) {
    List<float[]> answers = new ArrayList<>();
    DataSet minibatch =
        new DataSet(
            images.get(NDArrayIndex.interval(first, end)).dup('c'), Nd4j.zeros(end - first, 10));
    replica.predict(parameters, List.of(minibatch).iterator(), answers::add);
    return answers.get(0);
  }

  /** DL4J's own layers take any size, so one network is the reference for a network a size. */
  @Test
  void minibatchesOfSeveralSizesTrainOneState() {
    Optimizer optimizer = new Optimizer(new LearningRate.Constant(0.05), 0.9, true, 1e-3);
    ReplicaSpec trained = new ReplicaSpec(new NetworkConfig(8, true), LayerSet.STOCK, optimizer, 7);
    ComputationGraph one = trained.createNetwork();
    Weights before = NativeArrays.weights(one);
    int[] sizes = {24, 32, 32, 16, 24, 32, 24};
    double lossSum = 0;
    List<DataSet> minibatches = new ArrayList<>();
    for (int size : sizes) {
      DataSet minibatch = new DataSet(Nd4j.rand(DataType.FLOAT, 2, size, size, 3), labels());
      minibatches.add(minibatch.copy());
      one.fit(minibatch);
      lossSum += 2 * one.score();
    }
    Weights expected = NativeArrays.weights(one);
    try (Replica replica = new Replica(trained, 1)) {
      Replica.Trained result = replica.train(before, 0, 0, minibatches.iterator());
      assertThat(result.weights().parameters()).isEqualTo(expected.parameters());
      assertThat(result.weights().updaterState()).isEqualTo(expected.updaterState());
      assertThat(result.lossSum()).isEqualTo(lossSum);
      assertThat(result.examples()).isEqualTo(14);
    }
  }

  private static INDArray labels() {
    INDArray labels = Nd4j.zeros(DataType.FLOAT, 2, 10);
    labels.putScalar(0, 3, 1);
    labels.putScalar(1, 8, 1);
    return labels;
  }

  @Test
  void aMinibatchThatCannotBeTrainedOnIsFreed() {
    DataSet minibatch = minibatch(7);
    assertThatThrownBy(() -> replica.train(start, 0, 0, List.of(minibatch).iterator()))
        .isInstanceOf(RuntimeException.class);
    assertFreed(minibatch);
  }

  @Test
  void aMinibatchIsFreedIfItsPredictionsAreRefused() {
    DataSet minibatch = minibatch(10);
    assertThatThrownBy(
            () ->
                replica.predict(
                    start.parameters(),
                    List.of(minibatch).iterator(),
                    probabilities -> {
                      throw new IllegalStateException("refused");
                    }))
        .hasMessage("refused");
    assertFreed(minibatch);
  }

  @Test
  void aMinibatchThatCannotBePredictedIsFreed() {
    DataSet minibatch = new DataSet(Nd4j.zeros(1, 32, 32, 4), Nd4j.zeros(1, 10)); // four colours
    assertThatThrownBy(
            () ->
                replica.predict(
                    start.parameters(), List.of(minibatch).iterator(), probabilities -> {}))
        .isInstanceOf(RuntimeException.class);
    assertFreed(minibatch);
  }

  @Test
  void anInterruptedPredictionStopsAtTheNextMinibatch() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(3);
    AtomicInteger made = new AtomicInteger();
    Iterator<DataSet> endless =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public DataSet next() {
            made.incrementAndGet();
            begun.countDown();
            return minibatch(10);
          }
        };
    Thread task =
        new Thread(
            () -> {
              assertThatThrownBy(
                      () -> replica.predict(start.parameters(), endless, probabilities -> {}))
                  .hasMessage("the task was killed");
            });
    task.start();
    assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
    task.interrupt();
    task.join(60_000);
    assertThat(task.isAlive()).isFalse();
    replica.predict(start.parameters(), List.<DataSet>of().iterator(), probabilities -> {});
    int madeUntilStopped = made.get(); // the replica's thread is free again
    Thread.sleep(50);
    assertThat(made.get()).isEqualTo(madeUntilStopped);
  }

  private static DataSet minibatch(int classes) {
    return new DataSet(Nd4j.zeros(1, 32, 32, 3), Nd4j.zeros(1, classes));
  }

  private static void assertFreed(DataSet minibatch) {
    assertThat(minibatch.getFeatures().wasClosed()).isTrue();
    assertThat(minibatch.getLabels().wasClosed()).isTrue();
  }
}
