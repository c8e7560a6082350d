package org.sparkresnet.nn.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Translator of a network's vertices in DL4J's own layers to ONNX nodes. Shapes, strides, paddings
 * and epsilons are the vertices' own; activations are [n,channels,height,width] instead of NHWC. An
 * output has the name of its vertex.
 */
final class OnnxVertices {
  private static final int CHANNELS = 1;

  private final ComputationGraph graph;
  private final OnnxNodes nodes;

  OnnxVertices(ComputationGraph graph, OnnxNodes nodes) {
    this.graph = graph;
    this.nodes = nodes;
  }

  /**
   * Adds the nodes of all vertices.
   *
   * @param input name of the normalised image
   * @param output name of the probabilities
   */
  void addAll(String input, String output) {
    String first = graph.getConfiguration().getNetworkInputs().get(0);
    for (int index : graph.topologicalSortOrder()) {
      String name = graph.getVertices()[index].getVertexName();
      if (name.equals(first)) {
        continue;
      }
      List<String> inputs = new ArrayList<>(graph.getConfiguration().getVertexInputs().get(name));
      inputs.replaceAll(it -> it.equals(first) ? input : it);
      add(graph.getConfiguration().getVertices().get(name), name, inputs, output);
    }
  }

  private void add(GraphVertex vertex, String name, List<String> inputs, String output) {
    if (vertex instanceof LayerVertex layer) {
      addLayer(layer.getLayerConf().getLayer(), graph.getLayer(name), inputs.get(0), output);
    } else if (vertex instanceof ElementWiseVertex) {
      nodes.add("Add", name, inputs);
    } else if (vertex instanceof MergeVertex) {
      nodes.add("Concat", name, inputs, OnnxNodes.integer("axis", CHANNELS));
    } else if (vertex instanceof ScaleVertex scale) {
      Tensor factor =
          new Tensor(name + ".factor", List.of(), new float[] {(float) scale.getScaleFactor()});
      nodes.add("Mul", name, List.of(inputs.get(0), nodes.constant(factor)));
    } else {
      throw unknown(name, vertex);
    }
  }

  private void addLayer(
      org.deeplearning4j.nn.conf.layers.Layer layer, Layer runtime, String input, String output) {
    String name = layer.getLayerName();
    Map<String, String> constants = nodes.constants(LayerTensors.of(runtime));
    if (layer instanceof SubsamplingLayer pool) {
      nodes.add(
          "AveragePool",
          name,
          List.of(input),
          OnnxNodes.ints("kernel_shape", boxed(pool.getKernelSize())),
          OnnxNodes.ints("strides", boxed(pool.getStride())));
    } else if (layer instanceof ConvolutionLayer convolution) {
      int[] padding = convolution.getPadding();
      nodes.add(
          "Conv",
          name,
          List.of(input, constants.get("weight")),
          OnnxNodes.ints("kernel_shape", boxed(convolution.getKernelSize())),
          // Equal on both sides, also at stride 2; ONNX wants the begins, then the ends.
          OnnxNodes.ints("pads", padding[0], padding[1], padding[0], padding[1]),
          OnnxNodes.ints("strides", boxed(convolution.getStride())));
    } else if (layer instanceof BatchNormalization normalization) {
      nodes.add(
          "BatchNormalization",
          name,
          List.of(
              input,
              constants.get("weight"),
              constants.get("bias"),
              constants.get("running_mean"),
              constants.get("running_var")),
          OnnxNodes.real("epsilon", normalization.getEps()));
    } else if (layer instanceof ActivationLayer) {
      nodes.add("Relu", name, List.of(input));
    } else if (layer instanceof GlobalPoolingLayer) {
      nodes.add("GlobalAveragePool", name, List.of(input));
    } else if (layer instanceof OutputLayer) {
      nodes.add("Flatten", name + "-input", List.of(input), OnnxNodes.integer("axis", 1));
      nodes.add(
          "Gemm",
          name,
          List.of(name + "-input", constants.get("weight"), constants.get("bias")),
          OnnxNodes.integer("transB", 1));
      nodes.add("Softmax", output, List.of(name), OnnxNodes.integer("axis", 1));
    } else {
      throw unknown(name, layer);
    }
  }

  private static Integer[] boxed(int[] values) {
    return Arrays.stream(values).boxed().toArray(Integer[]::new);
  }

  private static IllegalStateException unknown(String name, Object vertex) {
    return new IllegalStateException(
        "%s is a %s, for which there is no ONNX".formatted(name, vertex.getClass().getName()));
  }
}
