package org.sparkresnet.nn;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.learning.config.IUpdater;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.nn.kernels.Precision;
import org.sparkresnet.nn.onednn.ResidualUnit;
import org.sparkresnet.nn.onednn.Shortcut;

/**
 * Builder of the pre-activation residual network for CIFAR-10 (He et al. 2016, "Identity Mappings
 * in Deep Residual Networks") and its plain counterpart.
 *
 * <p>Input [b,32,32,3] NHWC float32, output [b,classes] class probabilities, loss cross entropy. A
 * 3x3 convolution to 16 channels (the stem); three stages of n units at 32x32x16, 16x16x32, 8x8x64;
 * BN-ReLU, global average pooling and a dense layer. A unit is BN-ReLU-conv-BN-ReLU-conv plus its
 * input. Shortcuts have no parameters: where a stage begins, 2x2 average pooling and zero channels
 * bring the input to the new shape. In the very first unit the shortcut starts after its BN-ReLU.
 * The plain network drops only the additions.
 *
 * <p>Parameters stand in the flat vector in the order of the chain: stem, then unit by unit bn1,
 * conv1, bn2, conv2, then the head's bn and the dense layer. Every set of layers keeps this order.
 */
public final class ResNet {
  private ResNet() {}

  /**
   * The configuration of a network.
   *
   * @param updater updater of every trainable parameter
   * @param weightDecay l2 factor on convolution and dense weights only; 0 for none
   * @param seed of the initial weights
   */
  public static ComputationGraphConfiguration configuration(
      NetworkConfig network, LayerSet layers, IUpdater updater, double weightDecay, long seed) {
    return configuration(network, layers, GraphSettings.training(updater, weightDecay, seed));
  }

  /** A network with its initial weights, He-normal from the seed. */
  public static ComputationGraph create(
      NetworkConfig network, LayerSet layers, IUpdater updater, double weightDecay, long seed) {
    return create(network, layers, updater, weightDecay, seed, GraphSettings.IMAGE_SIZE);
  }

  /**
   * A network with its initial weights for crops of images, which have the weights of whole images.
   *
   * @param imageSize height and width of the crops, a multiple of 4
   */
  public static ComputationGraph create(
      NetworkConfig network,
      LayerSet layers,
      IUpdater updater,
      double weightDecay,
      long seed,
      int imageSize) {
    ComputationGraph graph =
        new ComputationGraph(
            configuration(
                network, layers, GraphSettings.training(updater, weightDecay, seed, imageSize)));
    graph.init();
    return graph;
  }

  /**
   * The network of a graph made by this class, read from the names of its vertices and its outputs;
   * works for every set of layers.
   */
  public static NetworkConfig networkOf(ComputationGraph graph) {
    List<String> names = new ArrayList<>();
    graph
        .getConfiguration()
        .getVertices()
        .forEach((name, vertex) -> names.add(addsShortcut(vertex) ? name + VertexNames.ADD : name));
    return VertexNames.networkOf(names, classes(graph));
  }

  /** Outputs of the dense layer; those of CIFAR-10 where there is none, which names no network. */
  private static int classes(ComputationGraph graph) {
    return graph.getConfiguration().getVertices().get(VertexNames.DENSE)
                instanceof LayerVertex dense
            && dense.getLayerConf().getLayer() instanceof FeedForwardLayer layer
        ? Math.toIntExact(layer.getNOut())
        : ClassNames.CIFAR_10.size();
  }

  /** Tells whether a vertex is a fused unit with its addition inside. */
  private static boolean addsShortcut(GraphVertex vertex) {
    return vertex instanceof LayerVertex layer
        && layer.getLayerConf().getLayer() instanceof ResidualUnit unit
        && unit.getShortcut() != Shortcut.NONE;
  }

  static ComputationGraphConfiguration configuration(
      NetworkConfig network, LayerSet layers, GraphSettings settings) {
    return switch (layers) {
      case STOCK -> new StockGraph(network, settings).build();
      case ONEDNN -> OneDnnGraph.build(network, Precision.FLOAT32, settings);
      case ONEDNN_BFLOAT16 -> OneDnnGraph.build(network, Precision.BFLOAT16, settings);
    };
  }
}
