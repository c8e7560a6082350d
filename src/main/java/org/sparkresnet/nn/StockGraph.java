package org.sparkresnet.nn;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Builder of the network in DL4J's own layers. One instance builds one graph. */
final class StockGraph {
  /**
   * Largest depth at which every convolution keeps its image columns for the backward pass instead
   * of computing them twice: a quarter to a half faster, with the same numbers. Each 3x3
   * convolution then keeps nine times its input (0.8 GB for ResNet-20 at minibatch 128), too much
   * for deeper networks.
   */
  private static final int CACHED_UP_TO_DEPTH = 32;

  private final NetworkConfig network;
  private final GraphBuilder graph;

  StockGraph(NetworkConfig network, GraphSettings settings) {
    this.network = network;
    this.graph =
        settings.emptyGraph(
            network.depth() <= CACHED_UP_TO_DEPTH ? CacheMode.DEVICE : CacheMode.NONE);
  }

  ComputationGraphConfiguration build() {
    graph.addLayer(
        VertexNames.STEM, convolution(GraphSettings.FIRST_CHANNELS, 1), VertexNames.INPUT);
    String last = VertexNames.STEM;
    for (int stage = 1; stage <= NetworkConfig.STAGES; stage++) {
      for (int unit = 1; unit <= network.unitsPerStage(); unit++) {
        last = addUnit(stage, unit, last);
      }
    }
    graph.addLayer(VertexNames.HEAD_BN, batchNormalization(), last);
    graph.addLayer(VertexNames.HEAD_RELU, relu(), VertexNames.HEAD_BN);
    graph.addLayer(
        VertexNames.HEAD_POOL,
        new GlobalPoolingLayer.Builder(PoolingType.AVG).build(),
        VertexNames.HEAD_RELU);
    graph.addLayer(VertexNames.DENSE, dense(network), VertexNames.HEAD_POOL);
    return graph.setOutputs(VertexNames.DENSE).build();
  }

  /** Adds BN-ReLU-conv-BN-ReLU-conv and the shortcut; gives the name of the last vertex. */
  private String addUnit(int stage, int unit, String input) {
    String name = VertexNames.unit(stage, unit);
    int channels = GraphSettings.FIRST_CHANNELS << (stage - 1);
    boolean downsamples = stage > 1 && unit == 1;
    graph.addLayer(name + "-bn1", batchNormalization(), input);
    graph.addLayer(name + "-relu1", relu(), name + "-bn1");
    graph.addLayer(name + "-conv1", convolution(channels, downsamples ? 2 : 1), name + "-relu1");
    graph.addLayer(name + "-bn2", batchNormalization(), name + "-conv1");
    graph.addLayer(name + "-relu2", relu(), name + "-bn2");
    graph.addLayer(name + "-conv2", convolution(channels, 1), name + "-relu2");
    if (!network.residual()) {
      return name + "-conv2";
    }
    String shortcut = input;
    if (stage == 1 && unit == 1) {
      // The stem is a bare convolution, so the first activation serves both branches (He et al.
      // 2016, appendix).
      shortcut = name + "-relu1";
    } else if (downsamples) {
      shortcut = addDownsamplingShortcut(graph, name, input);
    }
    graph.addVertex(
        name + VertexNames.ADD,
        new ElementWiseVertex(ElementWiseVertex.Op.Add),
        name + "-conv2",
        shortcut);
    return name + VertexNames.ADD;
  }

  /** Halves height and width by averaging and doubles the channels by zeros at the end. */
  static String addDownsamplingShortcut(GraphBuilder graph, String name, String input) {
    graph.addLayer(
        name + "-pool",
        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
            .kernelSize(2, 2)
            .stride(2, 2)
            .dataFormat(CNN2DFormat.NHWC)
            .build(),
        input);
    // DL4J cannot pad channels; zero times the pooled input is as wide as what is missing.
    graph.addVertex(name + "-zeros", new ScaleVertex(0), name + "-pool");
    graph.addVertex(name + "-shortcut", new ChannelConcatVertex(), name + "-pool", name + "-zeros");
    return name + "-shortcut";
  }

  /**
   * 3x3 without bias (BN follows every convolution but the last of a chain, which the next unit's
   * BN shifts). Padding 1 on both sides also at stride 2, as in the paper and in PyTorch; "same"
   * padding would put it on the right only.
   */
  private static ConvolutionLayer convolution(int channels, int stride) {
    return new ConvolutionLayer.Builder(3, 3)
        .stride(stride, stride)
        .padding(1, 1)
        .nOut(channels)
        .hasBias(false)
        .activation(Activation.IDENTITY)
        .dataFormat(CNN2DFormat.NHWC)
        .build();
  }

  /**
   * Running statistics keep 0.9 of their value a step, the usual choice (PyTorch's momentum 0.1):
   * they follow the weights within some tens of steps. They hold the variance itself, not DL4J's
   * default log10 of the deviation, so that averaging workers averages variances arithmetically.
   */
  private static BatchNormalization batchNormalization() {
    return new BatchNormalization.Builder()
        .useLogStd(false)
        .eps(1e-5)
        .decay(0.9)
        .dataFormat(CNN2DFormat.NHWC)
        .build();
  }

  private static ActivationLayer relu() {
    return new ActivationLayer.Builder().activation(Activation.RELU).build();
  }

  static OutputLayer dense(NetworkConfig network) {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .activation(Activation.SOFTMAX)
        .nOut(network.classes())
        .build();
  }
}
