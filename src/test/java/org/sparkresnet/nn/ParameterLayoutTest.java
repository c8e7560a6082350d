package org.sparkresnet.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sparkresnet.nn.ParameterLayout.Kind;
import org.sparkresnet.nn.ParameterLayout.Range;
import org.sparkresnet.nn.ParameterLayout.Slice;

class ParameterLayoutTest {
  /** The fast layers and saved models rely on this order. */
  @ParameterizedTest
  @CsvSource({"8, true", "8, false", "20, true", "110, true", "110, false"})
  void parametersStandInTheOrderOfTheChain(int depth, boolean residual) {
    List<String> expected = new ArrayList<>(List.of("stem W"));
    for (int stage = 1; stage <= 3; stage++) {
      for (int unit = 1; unit <= (depth - 2) / 6; unit++) {
        String name = "stage" + stage + "-unit" + unit;
        addBatchNormalisation(expected, name + "-bn1");
        expected.add(name + "-conv1 W");
        addBatchNormalisation(expected, name + "-bn2");
        expected.add(name + "-conv2 W");
      }
    }
    addBatchNormalisation(expected, "head-bn");
    expected.addAll(List.of("dense W", "dense b"));
    assertThat(ParameterLayout.of(Networks.stock(depth, residual)).slices())
        .extracting(slice -> slice.layer() + " " + slice.parameter())
        .isEqualTo(expected);
  }

  private static void addBatchNormalisation(List<String> names, String layer) {
    names.addAll(List.of(layer + " gamma", layer + " beta", layer + " mean", layer + " var"));
  }

  @Test
  void slicesPointAtTheValues() {
    ComputationGraph graph = Networks.stock(8, true);
    for (Slice slice : ParameterLayout.of(graph).slices()) {
      INDArray array = graph.getLayer(slice.layer()).getParam(slice.parameter());
      array.assign(slice.offset());
      INDArray values =
          graph
              .params()
              .get(
                  NDArrayIndex.point(0),
                  NDArrayIndex.interval(slice.offset(), slice.offset() + slice.length()));
      assertThat(values.minNumber().intValue()).isEqualTo(slice.offset());
      assertThat(values.maxNumber().intValue()).isEqualTo(slice.offset());
    }
  }

  @Test
  void runningStatisticsAreOneRangeForEachBatchNormalisation() {
    ParameterLayout layout = ParameterLayout.of(Networks.stock(8, true));
    assertThat(layout.runningStatistics()).hasSize(7).startsWith(new Range(464, 496));
    assertThat(layout.runningStatistics().stream().mapToInt(r -> r.end() - r.start()).sum())
        .isEqualTo(layout.length() - layout.trainableCount());
  }

  @Test
  void rejectsGaps() {
    assertThatThrownBy(
            () -> new ParameterLayout(List.of(new Slice("stem", "W", 3, 5, Kind.WEIGHT))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("stem W must start at 0, cannot be: 3");
  }
}
