package org.sparkresnet.nn.export;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.nd4j.shade.protobuf.ByteString;

/** Collector of an ONNX graph's nodes and constants, in the order in which they are added. */
final class OnnxNodes {
  private final GraphProto.Builder graph;

  OnnxNodes(GraphProto.Builder graph) {
    this.graph = graph;
  }

  /** Attribute of integers. */
  static AttributeProto ints(String name, Integer... values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(Arrays.stream(values).map(Integer::longValue).toList())
        .build();
  }

  /** Attribute of one integer. */
  static AttributeProto integer(String name, int value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  /** Attribute of one real number. */
  static AttributeProto real(String name, double value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF((float) value)
        .build();
  }

  /**
   * Adds a node of one output.
   *
   * @param output name of the output, and of the node
   */
  void add(String operator, String output, List<String> inputs, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setName(output)
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
  }

  /** Adds a constant; gives its name. */
  String constant(Tensor tensor) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(tensor.name())
            .setDataType(TensorProto.DataType.FLOAT)
            .addAllDims(tensor.shape())
            .setRawData(ByteString.copyFrom(tensor.bytes())));
    return tensor.name();
  }

  /** Adds constants; gives the name of each by its last part: weight, running_mean. */
  Map<String, String> constants(List<Tensor> tensors) {
    Map<String, String> names = new HashMap<>();
    for (Tensor tensor : tensors) {
      String name = constant(tensor);
      names.put(name.substring(name.lastIndexOf('.') + 1), name);
    }
    return names;
  }
}
