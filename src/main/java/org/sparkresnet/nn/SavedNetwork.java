package org.sparkresnet.nn;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.common.BoundedInput;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.Json;
import org.sparkresnet.common.UserError;

/**
 * Network, parameters and description of a model.zip, read without trust in it. Three entries are
 * read; the number of parameters follows from the network's depth and classes, and the file has to
 * agree with it.
 *
 * @param parameters flat vector, with the running statistics
 * @param description empty in a file of an earlier version
 */
record SavedNetwork(
    NetworkConfig network, float[] parameters, Optional<ModelDescription> description) {
  /** Limit of the file, and of all that it holds; the largest network's parameters have 78 MB. */
  private static final int MOST_BYTES = 100_000_000;

  private static final int MOST_PROPERTIES_BYTES = 1 << 12;
  private static final int MOST_DESCRIPTION_BYTES = 1 << 20;

  /**
   * Reads a whole file.
   *
   * @param name for messages
   * @throws UserError of code DATA if the file is damaged or not a model file of this project
   */
  static SavedNetwork read(InputStream in, String name) {
    try {
      ZipEntries zip = new ZipEntries(BoundedInput.readAll(in, "the file", MOST_BYTES), MOST_BYTES);
      NetworkConfig network =
          zip.read(ModelZip.NETWORK_ENTRY, entry -> network(entry, name))
              .orElseThrow(() -> foreign(name));
      float[] parameters =
          zip.read(ModelZip.COEFFICIENTS, entry -> parameters(entry, network, name))
              .orElseThrow(() -> foreign(name));
      return new SavedNetwork(
          network,
          parameters,
          zip.read(ModelDescription.ENTRY, entry -> description(entry, network, name)));
    } catch (IOException | IllegalArgumentException e) {
      throw UserError.data(name + ": not a complete model file: " + ErrorText.of(e), e);
    }
  }

  private static UserError foreign(String name) {
    return UserError.data(
        "%s: not a model file of spark-resnet: it must hold %s and %s"
            .formatted(name, ModelZip.NETWORK_ENTRY, ModelZip.COEFFICIENTS));
  }

  private static NetworkConfig network(InputStream entry, String name) throws IOException {
    byte[] text = BoundedInput.readAll(entry, ModelZip.NETWORK_ENTRY, MOST_PROPERTIES_BYTES);
    try {
      Properties read = new Properties();
      read.load(new StringReader(new String(text, StandardCharsets.UTF_8)));
      return new NetworkConfig(
          Integer.parseInt(read.getProperty("depth")),
          Boolean.parseBoolean(read.getProperty("residual")),
          Integer.parseInt(
              read.getProperty("classes", String.valueOf(ClassNames.CIFAR_10.size()))));
    } catch (IllegalArgumentException | UserError e) {
      throw UserError.data(name + ": " + ModelZip.NETWORK_ENTRY + " names no network", e);
    }
  }

  private static ModelDescription description(InputStream entry, NetworkConfig network, String name)
      throws IOException {
    String origin = name + ": " + ModelDescription.ENTRY;
    byte[] text = BoundedInput.readAll(entry, ModelDescription.ENTRY, MOST_DESCRIPTION_BYTES);
    ModelDescription read =
        Json.read(origin, new String(text, StandardCharsets.UTF_8), ModelDescription.class);
    if (read.classNames().size() != network.classes()) {
      throw UserError.data(
          "%s names %d classes, the network has %d"
              .formatted(origin, read.classNames().size(), network.classes()));
    }
    return read;
  }

  private static float[] parameters(InputStream entry, NetworkConfig network, String name) {
    NetworkSummary summary = NetworkSummary.of(network);
    int expected = Math.toIntExact(summary.parameters() + summary.runningStatistics());
    try {
      FloatVector vector = FloatVector.open(entry);
      if (vector.length() != expected) {
        throw UserError.data(
            "%s: %s has %d parameters, cannot be: %d"
                .formatted(name, network.displayName(), expected, vector.length()));
      }
      return vector.values(expected);
    } catch (IOException e) {
      throw UserError.data(name + ": its parameters are not an ND4J array", e);
    }
  }
}
