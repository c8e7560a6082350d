package org.sparkresnet.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;

class ResNetTest {
  @BeforeEach
  void useOneThread() {
    Networks.useOneThread();
  }

  @ParameterizedTest
  @CsvSource({
    "20, true, 269722", "20, false, 269722", "32, true, 464154", "44, true, 658586",
    "56, true, 853018", "56, false, 853018", "110, true, 1727962", "110, false, 1727962",
  })
  void hasThePublishedNumberOfParameters(int depth, boolean residual, int trainable) {
    ComputationGraph graph = Networks.stock(depth, residual);
    ParameterLayout layout = ParameterLayout.of(graph);
    NetworkSummary summary = NetworkSummary.of(new NetworkConfig(depth, residual));
    assertThat(layout.trainableCount()).isEqualTo(trainable);
    assertThat(layout.length()).isEqualTo((int) graph.numParams());
    assertThat(graph.numParams() - trainable).isEqualTo(summary.runningStatistics());
    assertThat(ResNet.networkOf(graph)).isEqualTo(new NetworkConfig(depth, residual));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void survivesJsonAndClone(boolean residual) {
    ComputationGraph graph = Networks.stock(8, residual);
    ComputationGraphConfiguration read =
        ComputationGraphConfiguration.fromJson(graph.getConfiguration().toJson());
    assertThat(read).isEqualTo(graph.getConfiguration());
    ComputationGraph fromJson = new ComputationGraph(read);
    fromJson.init(graph.params(), true);
    INDArray image = Networks.images(2, 32, DataType.FLOAT).getFeatures();
    INDArray expected = graph.outputSingle(image);
    assertThat(Networks.values(fromJson.outputSingle(image))).isEqualTo(Networks.values(expected));
    assertThat(Networks.values(graph.clone().outputSingle(image)))
        .isEqualTo(Networks.values(expected));
  }

  @Test
  void sameSeedGivesSameWeights() {
    assertThat(Networks.values(Networks.stock(8, true).params()))
        .isEqualTo(Networks.values(Networks.stock(8, false).params()));
  }

  @Test
  void initialWeightsHaveHesDeviation() {
    INDArray weights = Networks.stock(20, true).getLayer("stage3-unit2-conv1").getParam("W");
    assertThat(weights.stdNumber().doubleValue())
        .isCloseTo(Math.sqrt(2.0 / (9 * 64)), withinPercentage(2));
    assertThat(weights.meanNumber().doubleValue()).isBetween(-0.002, 0.002);
  }

  @Test
  void averagesVariancesAndKeepsThemFromTheUpdater() {
    BatchNormalization bn =
        (BatchNormalization) Networks.stock(8, true).getLayer("head-bn").conf().getLayer();
    assertThat(bn.isUseLogStd()).isFalse();
    assertThat(bn.getEps()).isEqualTo(1e-5);
    assertThat(bn.getDecay()).isEqualTo(0.9);
    assertThat(bn.getUpdaterByParam("mean")).isInstanceOf(NoOp.class);
    assertThat(bn.getUpdaterByParam("var")).isInstanceOf(NoOp.class);
  }

  /** With SGD at rate 1 the step is the gradient, so decay shows as the difference of two steps. */
  @Test
  void weightDecayMovesWeightsOnly() {
    ComputationGraph without = Networks.tiny(true, 0, 8);
    ComputationGraph with = Networks.tiny(true, 0.01, 8);
    INDArray before = without.params().dup();
    DataSet images = Networks.images(4, 8, DataType.DOUBLE);
    without.fit(images);
    with.fit(images);
    INDArray difference = without.params().sub(with.params());
    for (ParameterLayout.Slice slice : ParameterLayout.of(with).slices()) {
      double decay = slice.kind() == ParameterLayout.Kind.WEIGHT ? 0.01 : 0;
      for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
        assertThat(difference.getDouble(i))
            .as("%s %s", slice.layer(), slice.parameter())
            .isCloseTo(decay * before.getDouble(i), within(1e-12));
      }
    }
  }

  @Test
  void cachingConvolutionsChangesNoNumber() {
    ComputationGraph cached = Networks.stock(8, true);
    ComputationGraph plain = Networks.stock(8, true);
    plain.setCacheMode(CacheMode.NONE);
    for (int count : new int[] {5, 3, 5, 1}) {
      DataSet images = Networks.images(count, 32, DataType.FLOAT);
      cached.fit(images);
      cached.outputSingle(images.getFeatures());
      plain.fit(images);
    }
    assertThat(Networks.values(cached.params())).isEqualTo(Networks.values(plain.params()));
  }

  @Test
  void learnsAFewImagesByHeart() {
    ComputationGraph graph =
        ResNet.create(
            new NetworkConfig(8, true), LayerSet.STOCK, new Nesterovs(0.05, 0.9), 1e-4, 7);
    DataSet images = Networks.images(4, 32, DataType.FLOAT);
    graph.fit(images);
    double first = graph.score();
    for (int i = 0; i < 12; i++) {
      graph.fit(images);
    }
    assertThat(graph.score()).isLessThan(first / 2);
  }

  @Test
  void knowsOnlyItsOwnGraphs() {
    assertThatThrownBy(() -> VertexNames.networkOf(List.of("in", "out"), 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Not a graph of ResNet.create: no vertex of stage 1");
  }
}
