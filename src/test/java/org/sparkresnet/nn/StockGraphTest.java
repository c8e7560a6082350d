package org.sparkresnet.nn;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Single layers of the stock graph against numbers worked out by hand. */
class StockGraphTest {
  @BeforeEach
  void useOneThread() {
    Networks.useOneThread();
  }

  @Test
  void shortcutAveragesForwardAndAppendsZeros() {
    INDArray output = shortcut().outputSingle(image());
    assertThat(output.shape()).containsExactly(1, 1, 2, 4);
    // Left block: pixels 0, 1, 4, 5 with channels 2p and 100 + 2p; right block: 2, 3, 6, 7.
    assertThat(output.reshape(8).toFloatVector()).containsExactly(5, 105, 0, 0, 9, 109, 0, 0);
  }

  @Test
  void shortcutSpreadsGradientsAndDropsThoseOfZeros() {
    ComputationGraph graph = shortcut();
    graph.feedForward(new INDArray[] {image()}, true, false);
    LayerWorkspaceMgr heap = LayerWorkspaceMgr.noWorkspaces();
    INDArray epsilon = Nd4j.createFromArray(4f, 8, 1000, 2000, 12, 16, 3000, 4000);
    INDArray[] parts =
        backward(graph.getVertex("unit-shortcut"), epsilon.reshape(1, 1, 2, 4), heap);
    INDArray zeros = backward(graph.getVertex("unit-zeros"), parts[1], heap)[0];
    INDArray pooled = parts[0].add(zeros);
    INDArray input = backward(graph.getVertex("unit-pool"), pooled, heap)[0];
    assertThat(input.reshape(16).toFloatVector())
        .containsExactly(1, 2, 1, 2, 3, 4, 3, 4, 1, 2, 1, 2, 3, 4, 3, 4);
  }

  /** All weights 1 on an image of ones counts the pixels under the kernel, so padding shows. */
  @Test
  void strideTwoPadsOnBothSides() {
    ComputationGraph graph = Networks.tiny(false, 0, 8);
    GraphVertex vertex = graph.getVertex("stage2-unit1-conv1");
    vertex.getLayer().getParam("W").assign(1);
    vertex.setInput(
        0,
        Nd4j.ones(org.nd4j.linalg.api.buffer.DataType.DOUBLE, 1, 8, 8, 16),
        LayerWorkspaceMgr.noWorkspaces());
    INDArray output = vertex.doForward(false, LayerWorkspaceMgr.noWorkspaces());
    assertThat(output.shape()).containsExactly(1, 4, 4, 32);
    assertThat(output.getDouble(0, 0, 0, 0)).isEqualTo(4 * 16);
    assertThat(output.getDouble(0, 0, 3, 0)).isEqualTo(6 * 16);
    assertThat(output.getDouble(0, 3, 3, 31)).isEqualTo(9 * 16);
  }

  private static INDArray[] backward(
      GraphVertex vertex, INDArray epsilon, LayerWorkspaceMgr workspaces) {
    vertex.setEpsilon(epsilon);
    return vertex.doBackward(false, workspaces).getSecond();
  }

  /** The shortcut alone, on images of 2x4x2. */
  private static ComputationGraph shortcut() {
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("image")
            .setInputTypes(InputType.convolutional(2, 4, 2, CNN2DFormat.NHWC));
    builder.setOutputs(StockGraph.addDownsamplingShortcut(builder, "unit", "image"));
    ComputationGraph graph = new ComputationGraph(builder.build());
    graph.init();
    return graph;
  }

  /** Pixel p holds 2p in its first channel and 100 + 2p in its second. */
  private static INDArray image() {
    float[] values = new float[16];
    for (int pixel = 0; pixel < 8; pixel++) {
      values[2 * pixel] = 2 * pixel;
      values[2 * pixel + 1] = 100 + 2 * pixel;
    }
    return Nd4j.createFromArray(values).reshape(1, 2, 4, 2);
  }
}
