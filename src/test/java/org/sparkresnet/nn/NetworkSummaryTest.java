package org.sparkresnet.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class NetworkSummaryTest {
  @BeforeEach
  void useOneThread() {
    Networks.useOneThread();
  }

  /** Parameters as published, and multiply-adds (He et al.: 40.8 M for ResNet-20). */
  @ParameterizedTest
  @CsvSource({
    "20, 269722, 40.6",
    "32, 464154, 68.9",
    "44, 658586, 97.2",
    "56, 853018, 125.5",
    "110, 1727962, 252.9",
    "1202, 19421274, 2829"
  })
  void countsParametersAndMultiplyAddsAsPublished(int depth, long parameters, double millions) {
    for (boolean residual : new boolean[] {true, false}) {
      NetworkSummary summary = NetworkSummary.of(new NetworkConfig(depth, residual));
      assertThat(summary.parameters()).isEqualTo(parameters);
      assertThat(summary.multiplyAdds() / 1e6).isCloseTo(millions, withinPercentage(1));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void rowsHaveTheShapesAndParametersOfTheGraph(boolean residual) {
    ComputationGraph graph = Networks.stock(20, residual);
    Map<String, INDArray> activations =
        graph.feedForward(Networks.images(1, 32, DataType.FLOAT).getFeatures(), false);
    for (NetworkSummary.Row row : NetworkSummary.of(new NetworkConfig(20, residual)).rows()) {
      long[] shape = activations.get(row.name()).shape();
      if (shape.length == 4) {
        assertThat(shape)
            .as(row.name())
            .containsExactly(1, row.height(), row.width(), row.channels());
      } else {
        assertThat(shape).as(row.name()).containsExactly(1, row.channels());
      }
      long running = row.kind().equals(NetworkSummary.BN_RELU) ? 2L * row.channels() : 0;
      assertThat(graph.getVertex(row.name()).numParams())
          .as(row.name())
          .isEqualTo(row.parameters() + running);
    }
  }

  @Test
  void tableEndsInTotals() {
    String table = NetworkSummary.of(new NetworkConfig(8, true)).toTable();
    assertThat(table.lines().findFirst())
        .hasValueSatisfying(l -> assertThat(l).startsWith("layer"));
    assertThat(table)
        .containsPattern("stage2-unit1-conv1 +conv 3x3 /2 +16x16x32 +4,608 +1,179,648\n")
        .containsPattern("ResNet-8 +total +75,290 +12,239,488\n$");
  }
}
