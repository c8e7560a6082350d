package org.sparkresnet.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.sparkresnet.cifar.Cifar100;
import org.sparkresnet.cifar.Slice;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.Augmentation;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.Minibatches;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.nn.ParameterLayout;
import org.sparkresnet.nn.ParameterLayout.Range;
import org.sparkresnet.nn.onednn.OneDnnNetworks;
import org.sparkresnet.replica.NativeArrays;
import org.sparkresnet.replica.Replica;
import org.sparkresnet.replica.ReplicaPool;
import org.sparkresnet.replica.ReplicaSpec;
import org.sparkresnet.replica.Weights;
import org.sparkresnet.testing.LocalSpark;
import org.sparkresnet.testing.Slow;

/** Recomputed statistics of a ResNet-8 with random weights, from the real slice of 300 images. */
class StatisticsRecomputationTest {
  private static final JobConfig CONFIG = JobConfig.defaults();
  private static final Normalization NORMALIZATION = CONFIG.dataset().normalization();
  private static final ReplicaSpec REPLICA =
      ReplicaSpec.forInference(new NetworkConfig(8, true), LayerSet.ONEDNN);

  private final JavaSparkContext spark =
      JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
  private final ParameterLayout layout;
  private final float[] model;

  StatisticsRecomputationTest() {
    ComputationGraph network = REPLICA.createNetwork();
    layout = ParameterLayout.of(network);
    model = NativeArrays.weights(network).parameters();
    OneDnnNetworks.close(network);
    Random random = new Random(1);
    for (int i = 0; i < model.length; i++) {
      model[i] += 0.05f * random.nextFloat(); // scales, shifts and statistics are not 0 and 1
    }
  }

  @AfterAll
  static void close() {
    ReplicaPool.closeIdle();
  }

  private CifarImages images(int partitions, int heldOut) {
    return CifarImages.load(
        spark,
        List.of(Slice.FOLDER.toString()),
        Cifar100.Label.FINE,
        partitions,
        heldOut,
        CONFIG.data().thresholds());
  }

  private float[] recompute(int partitions, int heldOut, int batchSize, int count) {
    try (CifarImages images = images(partitions, heldOut)) {
      return recompute(images, batchSize, count, model);
    }
  }

  private float[] recompute(CifarImages images, int batchSize, int count, float[] parameters) {
    return new StatisticsRecomputation(
            spark, REPLICA, images.training(NORMALIZATION), batchSize, count)
        .recompute(parameters);
  }

  @Test
  void noBitDependsOnTheNumberOfTasks() {
    float[] alone = recompute(1, 20, 32, 128);
    assertThat(recompute(2, 20, 32, 128)).containsExactly(alone);
    assertThat(recompute(3, 20, 32, 128)).containsExactly(alone);
    assertThat(recompute(7, 20, 32, 128)).as("more tasks than minibatches").containsExactly(alone);
    assertThat(recompute(1, 20, 32, 64)).as("another sample").isNotEqualTo(alone);
    assertThat(recompute(1, 50, 32, 128)).as("of other images").isNotEqualTo(alone);
  }

  @Test
  void onlyRunningStatisticsChangeAndTheirOldValuesDoNotMatter() {
    try (CifarImages images = images(2, 0)) {
      float[] before = model.clone();
      float[] once = recompute(images, 50, 1000, model);
      assertThat(model).as("the model that goes on training").containsExactly(before);
      float[] weights = once.clone();
      for (Range place : layout.runningStatistics()) {
        System.arraycopy(model, place.start(), weights, place.start(), place.end() - place.start());
        assertThat(Arrays.copyOfRange(once, place.start(), place.end()))
            .isNotEqualTo(Arrays.copyOfRange(model, place.start(), place.end()));
      }
      assertThat(weights).containsExactly(model);
      assertThat(recompute(images, 50, 1000, once)).as("again").containsExactly(once);
    }
  }

  @Test
  void zeroImagesLeaveTheModelAsItIs() {
    try (CifarImages images = images(2, 0)) {
      assertThat(recompute(images, 50, 0, model)).isSameAs(model);
    }
  }

  @Test
  void nothingOfAnAttemptStaysInSpark() {
    try (CifarImages images = images(2, 0)) {
      int before = spark.getPersistentRDDs().size();
      recompute(images, 50, 1000, model);
      assertThat(spark.getPersistentRDDs()).hasSize(before);
    }
  }

  /** One minibatch of all images: its statistics at the first normalisation, by hand. */
  @Test
  void theFirstNormalizationHasTheStatisticsOfTheStemsOutputOverAllImages() {
    try (CifarImages images = images(2, 0)) {
      Iterator<DataSet> all = inOrder(images, 300);
      ComputationGraph network = REPLICA.createNetwork();
      network.params().assign(Nd4j.create(model).reshape(network.params().shape()));
      float[] stem =
          network
              .feedForward(all.next().getFeatures(), false)
              .get("stem")
              .dup('c')
              .data()
              .asFloat();
      OneDnnNetworks.close(network);
      int channels = 16;
      double[] sums = new double[channels];
      double[] squares = new double[channels];
      for (int i = 0; i < stem.length; i++) {
        sums[i % channels] += stem[i];
        squares[i % channels] += (double) stem[i] * stem[i];
      }
      float[] expected = new float[2 * channels];
      for (int c = 0; c < channels; c++) {
        double mean = sums[c] / (300 * 32 * 32);
        expected[c] = (float) mean;
        expected[channels + c] = (float) (squares[c] / (300 * 32 * 32) - mean * mean);
      }
      Range first = layout.runningStatistics().get(0);
      assertThat(error(recompute(images, 300, 1000, model), expected, List.of(first), 0))
          .isLessThan(1e-4);
      assertThat(error(recompute(images, 60, 1000, model), expected, List.of(first), 0))
          .as("over five minibatches, each around a mean of its own")
          .isBetween(1e-4, 0.03);
    }
  }

  /** One worker that trains at rate 0 over all images moves its running statistics there. */
  @Slow
  @Test
  void allAreCloseToTheRunningStatisticsOfOneWorkerWhoseWeightsStandStill() {
    try (CifarImages images = images(2, 0)) {
      List<DataSet> epochs = new ArrayList<>();
      for (int epoch = 0; epoch < 15; epoch++) {
        inOrder(images, 60).forEachRemaining(epochs::add);
      }
      float[] running;
      try (Replica replica = new Replica(REPLICA, 1)) {
        running =
            replica
                .train(new Weights(model, new float[0]), 0, 0, epochs.iterator())
                .weights()
                .parameters();
      }
      List<Range> places = layout.runningStatistics();
      float[] recomputed = recompute(images, 60, 1000, model);
      assertThat(error(recomputed, running, places)).isLessThan(0.03);
      assertThat(error(model, running, places)).as("to begin with").isGreaterThan(0.2);
    }
  }

  private static Iterator<DataSet> inOrder(CifarImages images, int batchSize) {
    List<Shard> shards = images.training(NORMALIZATION).shards().collect();
    Minibatches minibatches = new Minibatches(batchSize, 10, NORMALIZATION, Augmentation.NONE, 0);
    int size = shards.stream().mapToInt(Shard::size).sum();
    byte[] pixels = new byte[size * Shard.IMAGE_BYTES];
    short[] labels = new short[size];
    long[] ids = new long[size];
    int filled = 0;
    for (Shard shard : shards) {
      System.arraycopy(
          shard.pixels(), 0, pixels, filled * Shard.IMAGE_BYTES, shard.pixels().length);
      System.arraycopy(shard.labels(), 0, labels, filled, shard.size());
      System.arraycopy(shard.ids(), 0, ids, filled, shard.size());
      filled += shard.size();
    }
    return minibatches.inOrder(new Shard(pixels, labels, ids));
  }

  /** Largest relative error of the 2-norm over the places, of vectors with equal indexes. */
  private static double error(float[] actual, float[] expected, List<Range> places) {
    return places.stream()
        .mapToDouble(place -> error(actual, expected, List.of(place), place.start()))
        .max()
        .orElseThrow();
  }

  private static double error(
      float[] actual, float[] expected, List<Range> places, int firstExpected) {
    double difference = 0;
    double norm = 0;
    for (Range place : places) {
      for (int i = place.start(); i < place.end(); i++) {
        double wanted = expected[i - place.start() + firstExpected];
        difference += Math.pow(actual[i] - wanted, 2);
        norm += wanted * wanted;
      }
    }
    return Math.sqrt(difference / norm);
  }
}
