package org.sparkresnet.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.sparkresnet.nn.ParameterLayout.Range;
import org.sparkresnet.nn.kernels.OmpThreads;
import org.sparkresnet.nn.kernels.OneDnn;
import org.sparkresnet.nn.onednn.OneDnnNetworks;

class BatchStatisticsTest {
  /** Share of a minibatch's statistics in the running ones after one step. */
  private static final float SHARE = 0.1f;

  @BeforeEach
  void oneThread() {
    OmpThreads.set(1);
  }

  /** Training at rate 0 moves nothing but the running statistics, a tenth of the way. */
  @ParameterizedTest
  @EnumSource(LayerSet.class)
  void areThoseThatTrainingMovesRunningStatisticsTo(LayerSet layers) {
    ComputationGraph network = network(layers);
    float[] before = network.params().dup().data().asFloat();
    for (int size : new int[] {3, 2}) {
      DataSet images = images(size, size);
      network.params().assign(Nd4j.create(before).reshape(network.params().shape()));
      network.fit(images);
      float[] trained = network.params().dup().data().asFloat();
      BatchStatistics statistics = BatchStatistics.of(network, images.getFeatures());
      float[] expected = before.clone();
      for (Range place : statistics.places()) {
        for (int i = place.start(); i < place.end(); i++) {
          expected[i] = (trained[i] - (1 - SHARE) * before[i]) / SHARE;
        }
      }
      float[] replaced = BatchStatistics.replace(before, List.of(statistics));
      assertThat(error(replaced, expected)).isLessThan(1e-4);
      assertThat(network.params().dup().data().asFloat())
          .as("the network has the same, and its other parameters as they were")
          .containsExactly(replaced);
    }
    OneDnnNetworks.close(network);
  }

  @Test
  void ofTheFirstNormalizationAreThoseOfTheStemsOutput() {
    ComputationGraph network = network(LayerSet.ONEDNN);
    INDArray images = images(16, 1).getFeatures();
    INDArray stem = network.feedForward(images, false).get(VertexNames.STEM);
    int channels = GraphSettings.FIRST_CHANNELS;
    double[] sums = new double[channels];
    double[] squares = new double[channels];
    float[] values = stem.dup('c').data().asFloat();
    for (int i = 0; i < values.length; i++) {
      sums[i % channels] += values[i];
      squares[i % channels] += (double) values[i] * values[i];
    }
    int count = values.length / channels;
    float[] expected = new float[2 * channels];
    for (int c = 0; c < channels; c++) {
      double mean = sums[c] / count;
      expected[c] = (float) mean;
      expected[channels + c] = (float) (squares[c] / count - mean * mean);
    }
    float[] all = BatchStatistics.of(network, images).values();
    assertThat(error(Arrays.copyOf(all, 2 * channels), expected)).isLessThan(1e-4);
    OneDnnNetworks.close(network);
  }

  @ParameterizedTest
  @EnumSource(LayerSet.class)
  void doNotDependOnTheRunningStatistics(LayerSet layers) {
    ComputationGraph network = network(layers);
    INDArray images = images(8, 1).getFeatures();
    float[] once = BatchStatistics.of(network, images).values();
    BatchStatistics.of(network, images(8, 2).getFeatures());
    assertThat(BatchStatistics.of(network, images).values()).containsExactly(once);
    OneDnnNetworks.close(network);
  }

  @Test
  void replaceTheRunningStatisticsByTheirMeans() {
    List<Range> places = List.of(new Range(1, 3), new Range(4, 5));
    float[] parameters = {10, 11, 12, 13, 14, 15};
    float[] replaced =
        BatchStatistics.replace(
            parameters,
            List.of(
                new BatchStatistics(places, new float[] {1, 2, 3}),
                new BatchStatistics(places, new float[] {3, 2, 9})));
    assertThat(replaced).containsExactly(10, 2, 2, 13, 6, 15);
    assertThat(parameters).containsExactly(10, 11, 12, 13, 14, 15);
    assertThatThrownBy(() -> BatchStatistics.replace(parameters, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("statistics need a minibatch");
  }

  /** With scales, shifts and running statistics off their initial values. */
  private static ComputationGraph network(LayerSet layers) {
    assumeTrue(layers != LayerSet.ONEDNN_BFLOAT16 || OneDnn.hasBfloat16(), "CPU without bfloat16");
    ComputationGraph network = ResNet.create(new NetworkConfig(8, true), layers, new Sgd(0), 0, 3);
    Random random = new Random(5);
    float[] parameters = network.params().dup().data().asFloat();
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += 0.1f * random.nextFloat();
    }
    network.params().assign(Nd4j.create(parameters).reshape(network.params().shape()));
    return network;
  }

  private static DataSet images(int size, long seed) {
    Random random = new Random(seed);
    float[] pixels = new float[size * 32 * 32 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    float[] labels = new float[size * 10];
    for (int i = 0; i < size; i++) {
      labels[10 * i + random.nextInt(10)] = 1;
    }
    return new DataSet(
        Nd4j.create(pixels, new long[] {size, 32, 32, 3}, 'c'),
        Nd4j.create(labels, new long[] {size, 10}, 'c'));
  }

  /** Relative error of the 2-norm. */
  private static double error(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < actual.length; i++) {
      difference += Math.pow(actual[i] - (double) expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / norm);
  }
}
