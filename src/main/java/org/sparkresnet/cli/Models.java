package org.sparkresnet.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sparkresnet.Locations;
import org.sparkresnet.UserError;
import org.sparkresnet.cifar.Sha256;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.ModelFile;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.nn.ResNet;
import org.sparkresnet.nn.onednn.OneDnnNetworks;
import org.sparkresnet.results.Manifest;
import org.sparkresnet.train.ReplicaSpec;

/** Model files as bytes with their SHA-256. */
final class Models {
  private Models() {}

  /** A model that was read. */
  record Loaded(NetworkConfig network, float[] parameters, String sha256) {}

  /** The bytes of model.zip. */
  static byte[] toBytes(ReplicaSpec replica, float[] parameters) {
    ComputationGraph network = replica.createNetwork();
    try (INDArray values = Nd4j.create(parameters, network.params().shape(), 'c');
        ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
      network.setParams(values);
      ModelFile.save(network, bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      OneDnnNetworks.close(network);
    }
  }

  /**
   * Reads a model from any Hadoop path. If a manifest stands beside it, its SHA-256 is verified
   * before anything is deserialised.
   */
  static Loaded load(Configuration hadoop, String location) {
    Locations.requireNoPassword("--model", location);
    Path path;
    try {
      path = new Path(location);
    } catch (IllegalArgumentException e) {
      throw UserError.usage("--model must be a path, cannot be: '" + location + "'");
    }
    byte[] bytes = read(hadoop, path);
    String sha256 = Sha256.of(bytes);
    expectedSha256(hadoop, path)
        .filter(expected -> !expected.equals(sha256))
        .ifPresent(
            expected -> {
              throw UserError.data(
                  "%s: SHA-256 must be %s (manifest.json beside it), is: %s"
                      .formatted(location, expected, sha256));
            });
    ComputationGraph network =
        ModelFile.load(new ByteArrayInputStream(bytes), location, LayerSet.STOCK);
    return new Loaded(
        ResNet.networkOf(network), network.params().dup('c').data().asFloat(), sha256);
  }

  private static byte[] read(Configuration hadoop, Path path) {
    try {
      FileSystem files = Locations.fileSystem(path, hadoop);
      if (files.getFileStatus(path).isDirectory()) {
        throw UserError.data(path + ": must be a file, is a folder (--model)");
      }
      try (InputStream in = files.open(path)) {
        return in.readAllBytes();
      }
    } catch (FileNotFoundException e) {
      throw UserError.data(path + ": no such model (--model)", e);
    } catch (IOException e) {
      throw UserError.data(path + ": cannot be read (--model): " + e.getMessage(), e);
    }
  }

  /** The configuration of the run whose folder a model stands in. */
  static Optional<Settings> configBeside(Configuration hadoop, String model) {
    Path config = new Path(new Path(model).getParent(), "config.conf");
    try {
      if (!Locations.fileSystem(config, hadoop).exists(config)) {
        return Optional.empty();
      }
    } catch (IOException e) {
      throw UserError.data(config + ": cannot be read: " + e.getMessage(), e);
    }
    return Optional.of(Settings.stored(new String(read(hadoop, config), StandardCharsets.UTF_8)));
  }

  private static Optional<String> expectedSha256(Configuration hadoop, Path model) {
    Path manifest = new Path(model.getParent(), "manifest.json");
    try {
      FileSystem files = Locations.fileSystem(manifest, hadoop);
      if (!files.exists(manifest)) {
        return Optional.empty();
      }
      String text = new String(read(hadoop, manifest), StandardCharsets.UTF_8);
      return Manifest.fromJson(manifest.toString(), text).modelSha256();
    } catch (IOException e) {
      throw UserError.data(manifest + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
