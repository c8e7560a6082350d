package org.sparkresnet.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.sparkresnet.nn.kernels.OmpThreads;
import org.sparkresnet.nn.kernels.OneDnn;

/** bfloat16 against float32, on the same layers, on CPUs that have it. */
class OneDnnBfloat16Test {
  private static final int SIZE = 12;

  @BeforeEach
  void onlyWhereTheCpuHasIt() {
    assumeTrue(OneDnn.hasBfloat16(), "CPU without bfloat16");
    OmpThreads.set(1);
  }

  /**
   * bfloat16 has 8 bits: 2^-9 = 0.2 % relative rounding error a value, through 12 convolutions.
   * Seen: outputs within 0.2 %, gradients (with ReLUs that flip) within 17 % of their norm.
   */
  @ParameterizedTest
  @CsvSource({"true, 1", "true, 16", "false, 5", "false, 16"})
  void agreesWithFloat32WithinItsRounding(boolean residual, int batch) {
    ComputationGraph exact = network(residual, LayerSet.ONEDNN);
    ComputationGraph rounded = network(residual, LayerSet.ONEDNN_BFLOAT16);
    assertThat(rounded.params().toFloatVector()).isEqualTo(exact.params().toFloatVector());
    DataSet data = data(batch, 1);
    INDArray expected = exact.outputSingle(data.getFeatures());
    assertThat(error(rounded.outputSingle(data.getFeatures()), expected)).isLessThan(0.01);
    exact.fit(data);
    rounded.fit(data);
    double gradientError = error(rounded.getFlattenedGradients(), exact.getFlattenedGradients());
    assertThat(gradientError).isPositive().isLessThan(0.3);
  }

  @Test
  void trainsAsFarAsFloat32() {
    ComputationGraph exact = network(true, LayerSet.ONEDNN);
    ComputationGraph rounded = network(true, LayerSet.ONEDNN_BFLOAT16);
    DataSet data = data(32, 2);
    double start = exact.score(data);
    for (int step = 0; step < 20; step++) {
      exact.fit(data);
      rounded.fit(data);
    }
    double learned = start - exact.score(data);
    assertThat(learned).isGreaterThan(0.5);
    assertThat(start - rounded.score(data)).isGreaterThan(0.8 * learned);
  }

  @Test
  void activationsStayInBfloat16FromTheStemToTheHead() {
    ComputationGraph network = network(true, LayerSet.ONEDNN_BFLOAT16);
    Map<String, INDArray> values = network.feedForward(data(2, 4).getFeatures(), true);
    assertThat(values.get(VertexNames.STEM).dataType()).isEqualTo(DataType.BFLOAT16);
    assertThat(values.get(VertexNames.unit(3, 2) + VertexNames.ADD).dataType())
        .isEqualTo(DataType.BFLOAT16);
    assertThat(values.get(VertexNames.HEAD_POOL).dataType()).isEqualTo(DataType.FLOAT);
    assertThat(network.params().dataType()).isEqualTo(DataType.FLOAT);
  }

  @Test
  void givesTheSameBitsAfterSerialisation() throws Exception {
    ComputationGraph network = network(true, LayerSet.ONEDNN_BFLOAT16);
    network.fit(data(4, 0));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ModelSerializer.writeModel(network, file, true);
    ComputationGraph restored =
        ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(file.toByteArray()), true);
    assertThat(restored.getConfiguration()).isEqualTo(network.getConfiguration());
    network.fit(data(4, 1));
    restored.fit(data(4, 1));
    assertThat(restored.params().toFloatVector()).isEqualTo(network.params().toFloatVector());
  }

  private static ComputationGraph network(boolean residual, LayerSet layers) {
    GraphSettings settings =
        new GraphSettings(new Nesterovs(0.02, 0.9), 1e-4, 3, DataType.FLOAT, SIZE);
    ComputationGraph graph =
        new ComputationGraph(
            ResNet.configuration(new NetworkConfig(14, residual), layers, settings));
    graph.init();
    return graph;
  }

  private static double error(INDArray actual, INDArray expected) {
    return actual.sub(expected).norm2Number().doubleValue() / expected.norm2Number().doubleValue();
  }

  private static DataSet data(int batch, long seed) {
    Random random = new Random(seed);
    float[] images = new float[batch * SIZE * SIZE * 3];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    float[] labels = new float[batch * 10];
    for (int i = 0; i < batch; i++) {
      labels[i * 10 + random.nextInt(10)] = 1;
    }
    return new DataSet(
        Nd4j.create(images, new long[] {batch, SIZE, SIZE, 3}, 'c'),
        Nd4j.create(labels, new long[] {batch, 10}, 'c'));
  }
}
