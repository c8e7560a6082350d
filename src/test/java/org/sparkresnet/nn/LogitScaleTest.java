package org.sparkresnet.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class LogitScaleTest {
  @ParameterizedTest
  @CsvSource({"8, true", "20, false"})
  void theLogitsAreDividedAndNothingElseChanges(int depth, boolean residual) {
    ComputationGraph graph = Networks.stock(depth, residual);
    float[] parameters = Networks.values(graph.params());
    INDArray images = Networks.images(3, 32, DataType.FLOAT).getFeatures();
    float[] before = Networks.values(graph.outputSingle(images));

    float[] divided = LogitScale.divided(new NetworkConfig(depth, residual), parameters, 2);
    graph.setParams(Nd4j.create(divided, new long[] {1, divided.length}, 'c'));
    float[] after = Networks.values(graph.outputSingle(images));

    int classes = before.length / 3;
    for (int image = 0; image < 3; image++) {
      double sum = 0;
      for (int id = 0; id < classes; id++) {
        sum += Math.sqrt(before[image * classes + id]);
      }
      for (int id = 0; id < classes; id++) {
        assertThat((double) after[image * classes + id])
            .isCloseTo(Math.sqrt(before[image * classes + id]) / sum, within(1e-6));
      }
    }
    for (ParameterLayout.Slice slice : ParameterLayout.of(graph).slices()) {
      boolean dense = slice.layer().equals(VertexNames.DENSE);
      for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
        assertThat(divided[i]).isEqualTo(dense ? parameters[i] / 2 : parameters[i]);
      }
    }
  }
}
