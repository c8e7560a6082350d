package org.sparkresnet.nn.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Reader of a layer's parameters, with the names and shapes that PyTorch gives them: weights of a
 * convolution [out,in,height,width], of the dense layer [out,in], all others [channels].
 */
final class LayerTensors {
  private LayerTensors() {}

  /** Parameters of all layers, in the order of the graph. */
  static List<Tensor> of(ComputationGraph graph) {
    List<Tensor> all = new ArrayList<>();
    for (Layer layer : graph.getLayers()) {
      all.addAll(of(layer));
    }
    return all;
  }

  /** Parameters of a layer; none of a layer that has none. */
  static List<Tensor> of(Layer layer) {
    String name = layer.conf().getLayer().getLayerName();
    List<Tensor> tensors = new ArrayList<>();
    layer.paramTable().forEach((parameter, array) -> tensors.add(tensor(name, parameter, array)));
    return tensors;
  }

  /** Name of a parameter of DL4J's: W, b, gamma, beta, mean or var. */
  static String name(String layer, String parameter) {
    return layer
        + switch (parameter) {
          case "W", "gamma" -> ".weight";
          case "b", "beta" -> ".bias";
          case "mean" -> ".running_mean";
          case "var" -> ".running_var";
          default -> throw new IllegalArgumentException("Parameter of unknown kind: " + parameter);
        };
  }

  private static Tensor tensor(String layer, String parameter, INDArray array) {
    // DL4J has the dense layer's weights as [in,out], and vectors as [1,n].
    boolean matrix = parameter.equals("W") && array.rank() == 2;
    INDArray ordered = matrix ? array.transpose() : array;
    long[] shape =
        parameter.equals("W") ? ordered.shape() : new long[] {Math.toIntExact(ordered.length())};
    return new Tensor(
        name(layer, parameter),
        Arrays.stream(shape).boxed().toList(),
        ordered.dup('c').data().asFloat());
  }
}
