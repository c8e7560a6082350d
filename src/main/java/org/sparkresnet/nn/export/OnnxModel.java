package org.sparkresnet.nn.export;

import java.util.List;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto.DataType;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TensorShapeProto.Dimension;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.sparkresnet.common.BuildInfo;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.nn.GraphSettings;

/**
 * Writer of a model as ONNX: raw pixels in, probabilities out, for any number of images at once.
 * The pixels are the bytes of a CIFAR record: planes red, green, blue. Normalisation is part of the
 * graph. Equal models give equal bytes.
 */
public final class OnnxModel {
  /** Input: uint8 [n,3,32,32]. */
  public static final String INPUT = "image";

  /** Output: float32 [n,classes]. */
  public static final String OUTPUT = "probability";

  /** Oldest set of operators that has the present Softmax; IR 7 is the format of its time. */
  private static final int OPSET = 13;

  private static final int IR_VERSION = 7;
  private static final int COLOURS = 3;

  /** DataType.FLOAT as an attribute of Cast. */
  private static final int TO_FLOAT = DataType.FLOAT_VALUE;

  private static final String BATCH = "n";

  private OnnxModel() {}

  /** Bytes of the file. */
  public static byte[] bytes(ExportedModel model) {
    ModelProto.Builder file =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
            .setProducerName("spark-resnet")
            .setProducerVersion(BuildInfo.version())
            .setGraph(graph(model));
    model
        .facts()
        .forEach(
            (key, value) ->
                file.addMetadataProps(
                    StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return file.build().toByteArray();
  }

  private static GraphProto.Builder graph(ExportedModel model) {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName(model.network().displayName())
            .addInput(
                value(
                    INPUT,
                    "pixels of 0 to 255; planes red, green, blue",
                    DataType.UINT8,
                    COLOURS,
                    GraphSettings.IMAGE_SIZE,
                    GraphSettings.IMAGE_SIZE))
            .addOutput(
                value(
                    OUTPUT,
                    "probability of each class; their names are in the metadata",
                    DataType.FLOAT,
                    model.classes().size()));
    OnnxNodes nodes = new OnnxNodes(graph);
    new OnnxVertices(model.graph(), nodes)
        .addAll(addNormalization(nodes, model.normalization()), OUTPUT);
    return graph;
  }

  /** Adds (pixel - 255 mean) / (255 std), as DL4J's own normaliser computes it; gives its name. */
  private static String addNormalization(OnnxNodes nodes, Normalization normalization) {
    nodes.add("Cast", "pixel", List.of(INPUT), OnnxNodes.integer("to", TO_FLOAT));
    nodes.add(
        "Sub",
        "pixel-centred",
        List.of("pixel", nodes.constant(colours("pixel.mean", normalization.mean()))));
    nodes.add(
        "Div",
        "pixel-normalised",
        List.of("pixel-centred", nodes.constant(colours("pixel.std", normalization.std()))));
    return "pixel-normalised";
  }

  private static Tensor colours(String name, List<Double> shares) {
    float[] values = new float[COLOURS];
    for (int i = 0; i < COLOURS; i++) {
      values[i] = (float) (255 * shares.get(i));
    }
    return new Tensor(name, List.of(1L, (long) COLOURS, 1L, 1L), values);
  }

  private static ValueInfoProto.Builder value(
      String name, String comment, DataType type, int... afterBatch) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder().addDim(Dimension.newBuilder().setDimParam(BATCH));
    for (int length : afterBatch) {
      shape.addDim(Dimension.newBuilder().setDimValue(length));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setDocString(comment)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)));
  }
}
