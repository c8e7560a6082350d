package org.sparkresnet.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.sparkresnet.nn.ParameterLayout.Slice;

/** Backpropagation against central differences, in double precision. */
class GradientTest {
  private static final double STEP = 1e-6;
  private static final int SAMPLES_OF_EACH_PARAMETER = 6;

  @BeforeEach
  void useOneThread() {
    Networks.useOneThread();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void agreesWithCentralDifferences(boolean residual) {
    ComputationGraph graph = Networks.tiny(residual, 1e-3, 8);
    DataSet images = Networks.images(4, 8, DataType.DOUBLE);
    INDArray parameters = graph.params();
    shiftOffTheReluKinks(graph);
    INDArray before = parameters.dup();
    graph.fit(images); // SGD at rate 1: the step is the gradient, weight decay included
    INDArray gradient = before.sub(parameters);
    parameters.assign(before);

    Random random = new Random(5);
    for (Slice slice : ParameterLayout.of(graph).slices()) {
      if (!slice.kind().trainable()) {
        continue; // no gradient: DL4J puts the step of the running statistics there
      }
      for (int sample = 0; sample < SAMPLES_OF_EACH_PARAMETER; sample++) {
        int i = slice.offset() + random.nextInt(slice.length());
        double value = parameters.getDouble(i);
        parameters.putScalar(i, value + STEP);
        double above = graph.score(images, true);
        parameters.putScalar(i, value - STEP);
        double below = graph.score(images, true);
        parameters.putScalar(i, value);
        double numerical = (above - below) / (2 * STEP);
        double tolerance = 1e-5 * Math.max(Math.abs(numerical), 1e-3);
        assertThat(gradient.getDouble(i))
            .as("%s %s [%d]", slice.layer(), slice.parameter(), i - slice.offset())
            .isCloseTo(numerical, within(tolerance));
      }
    }
  }

  /** Scales and shifts away from 1 and 0, so that their gradients are tested at a general point. */
  private static void shiftOffTheReluKinks(ComputationGraph graph) {
    Random random = new Random(3);
    for (Slice slice : ParameterLayout.of(graph).slices()) {
      if (slice.kind() == ParameterLayout.Kind.SCALE
          || slice.kind() == ParameterLayout.Kind.SHIFT) {
        for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
          graph.params().putScalar(i, graph.params().getDouble(i) + 0.3 * random.nextGaussian());
        }
      }
    }
  }
}
