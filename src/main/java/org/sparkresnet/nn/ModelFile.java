package org.sparkresnet.nn;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.sparkresnet.common.UserError;

/**
 * Writer and reader of model.zip, a trained network as one file. The format is DL4J's own, with
 * stock layers and without updater state, so that any DL4J 1.0.0-M2 opens the file without this
 * project's classes. Additional entries name the network, describe the model and normalise its
 * images. Equal models give equal bytes.
 */
public final class ModelFile {
  private ModelFile() {}

  /**
   * Writes a network made by {@link ResNet}, of any set of layers; does not close the stream.
   *
   * @throws IOException if the stream cannot be written
   */
  public static void save(ComputationGraph graph, ModelDescription description, OutputStream out)
      throws IOException {
    save(graph, Optional.of(description), out);
  }

  static void save(ComputationGraph graph, Optional<ModelDescription> description, OutputStream out)
      throws IOException {
    NetworkConfig network = ResNet.networkOf(graph);
    ComputationGraph portable = new ComputationGraph(portableConfiguration(network));
    portable.init(graph.params(), true);
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    ModelSerializer.writeModel(portable, zip, false);
    ModelZip.ofDl4j(network, description, zip.toByteArray()).writeTo(out);
  }

  /**
   * Reads a network with its parameters; does not close the stream. Trusts neither the file's JSON,
   * which names classes, nor its shapes: the network is built from its depth and its number of
   * classes.
   *
   * @param name of the file, for messages
   * @return an initialised graph with a plain SGD updater, ready for inference
   * @throws UserError of code DATA if the file is damaged or not one that {@link #save} wrote
   */
  public static ComputationGraph load(InputStream in, String name, LayerSet layers) {
    SavedNetwork saved = SavedNetwork.read(in, name);
    float[] values = saved.parameters();
    ComputationGraph graph =
        new ComputationGraph(ResNet.configuration(saved.network(), layers, new Sgd(), 0, 0));
    graph.init(Nd4j.create(values, new long[] {1, values.length}, 'c'), false);
    return graph;
  }

  /**
   * Reads the description of a model; does not close the stream.
   *
   * @param name of the file, for messages
   * @return empty for a file of an earlier version
   * @throws UserError of code DATA if the file is damaged or not one that {@link #save} wrote
   */
  public static Optional<ModelDescription> describe(InputStream in, String name) {
    return SavedNetwork.read(in, name).description();
  }

  private static ComputationGraphConfiguration portableConfiguration(NetworkConfig network) {
    ComputationGraphConfiguration configuration =
        ResNet.configuration(network, LayerSet.STOCK, new Sgd(), 0, 0);
    configuration
        .getVertices()
        .replaceAll(
            (name, vertex) ->
                vertex instanceof ChannelConcatVertex concat ? concat.toStock() : vertex);
    return configuration;
  }
}
