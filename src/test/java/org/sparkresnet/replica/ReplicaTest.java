package org.sparkresnet.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.NetworkConfig;

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
    INDArray images = Nd4j.rand(DataType.FLOAT, 37, 32, 32, 3);
    float[] expected = NativeArrays.get(whole.outputSingle(images));
    List<float[]> answers = new ArrayList<>();
    try (Replica few = new Replica(fast, 1)) {
      few.predict(
          parameters, List.of(new DataSet(images, Nd4j.zeros(37, 10))).iterator(), answers::add);
    }
    assertThat(answers).hasSize(1);
    assertThat(answers.get(0)).isEqualTo(expected);
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
