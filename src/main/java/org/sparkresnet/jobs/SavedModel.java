package org.sparkresnet.jobs;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.common.BoundedInput;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.files.Locations;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.ModelDescription;
import org.sparkresnet.nn.ModelFile;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.nn.ResNet;
import org.sparkresnet.nn.onednn.OneDnnNetworks;
import org.sparkresnet.pictures.Fit;
import org.sparkresnet.registry.ModelReference;
import org.sparkresnet.registry.ModelVersion;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.replica.ReplicaSpec;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.Store;

/**
 * Model file that was read and verified.
 *
 * @param parameters flat parameter vector
 * @param classes names of the classes
 * @param description of the model inside the file; empty in a file of an earlier version
 * @param sha256 of the file
 * @param version in the registry, if the model was named by one
 */
public record SavedModel(
    NetworkConfig network,
    float[] parameters,
    ClassNames classes,
    Optional<ModelDescription> description,
    String sha256,
    Path path,
    Optional<ModelVersion> version) {
  private static final String OPTION = "--model";
  private static final int MOST_MODEL_BYTES = 100_000_000;
  private static final int MOST_TEXT_BYTES = 16 << 20;

  /** Bytes of a model.zip with these parameters. */
  public static byte[] toBytes(
      ReplicaSpec replica, float[] parameters, ModelDescription description) {
    ComputationGraph network = replica.createNetwork();
    try (INDArray values = Nd4j.create(parameters, network.params().shape(), 'c');
        ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
      network.setParams(values);
      ModelFile.save(network, description, bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      OneDnnNetworks.close(network);
    }
  }

  /**
   * Normalisation that the model was trained with, by its file, or else by a file beside it; the
   * configuration's where nothing is known of the training.
   */
  public Normalization normalization(Configuration hadoop, JobConfig config) {
    return description
        .map(ModelDescription::normalization)
        .orElseGet(() -> configBeside(hadoop, path).orElse(config).dataset().normalization());
  }

  /** Way in which a picture becomes an image of the kind that the model was trained on. */
  public Fit fit() {
    return description.flatMap(ModelDescription::fit).orElse(Fit.CROP);
  }

  /** Network to run forward, with the layers that the configuration evaluates with. */
  public ReplicaSpec replica(JobConfig config) {
    return ReplicaSpec.forInference(network, config.evaluationLayers())
        .portable(config.train().portable());
  }

  /**
   * Reads the model that an option names: a version of the registry ({@link ModelReference}), or a
   * path on any Hadoop file system. The SHA-256 of the registry, or of the manifest beside the file
   * if there is one, is verified before anything is deserialised.
   *
   * @param config names the model where the option does not
   */
  public static SavedModel load(
      Configuration hadoop, Store store, JobConfig config, String option) {
    return load(hadoop, store, config, OPTION, option);
  }

  /**
   * Reads the model that a text names, as {@link #load(Configuration, Store, JobConfig, String)}.
   *
   * @param from option or command that the text comes from, for messages
   */
  public static SavedModel load(
      Configuration hadoop, Store store, JobConfig config, String from, String option) {
    Optional<ModelReference> registered = ModelReference.parse(option, config.registry().model());
    if (registered.isPresent()) {
      Registry registry = Registry.open(store, registered.get().model());
      ModelVersion version = registered.get().find(registry);
      return loaded(hadoop, registry.read(version), registry.model(version), Optional.of(version));
    }
    Locations.requireNoPassword(from, option);
    Path path;
    try {
      path = new Path(option);
    } catch (IllegalArgumentException e) {
      throw UserError.usage(from + " must be a path, cannot be: '" + option + "'");
    }
    byte[] bytes = read(hadoop, path, MOST_MODEL_BYTES, from);
    String sha256 = Sha256.of(bytes);
    manifestBeside(hadoop, path)
        .flatMap(Manifest::modelSha256)
        .filter(expected -> !expected.equals(sha256))
        .ifPresent(
            expected -> {
              throw UserError.data(
                  "%s: SHA-256 must be %s (manifest.json beside it), is: %s"
                      .formatted(option, expected, sha256));
            });
    return loaded(hadoop, bytes, path, Optional.empty());
  }

  private static SavedModel loaded(
      Configuration hadoop, byte[] bytes, Path path, Optional<ModelVersion> version) {
    ComputationGraph network =
        ModelFile.load(new ByteArrayInputStream(bytes), path.toString(), LayerSet.STOCK);
    NetworkConfig shape = ResNet.networkOf(network);
    Optional<ModelDescription> description =
        ModelFile.describe(new ByteArrayInputStream(bytes), path.toString());
    return new SavedModel(
        shape,
        network.params().dup('c').data().asFloat(),
        description
            .map(ModelDescription::classNames)
            .orElseGet(() -> classes(hadoop, path, shape.classes())),
        description,
        Sha256.of(bytes),
        path,
        version);
  }

  /**
   * Names of the classes of a file of an earlier version, by the manifest beside it; without one,
   * ten are CIFAR-10's.
   */
  private static ClassNames classes(Configuration hadoop, Path path, int number) {
    ClassNames names =
        manifestBeside(hadoop, path).map(Manifest::classes).orElse(ClassNames.CIFAR_10);
    if (names.size() != number) {
      throw UserError.data(
          "%s: the model has %d classes, manifest.json beside it must name them, names: %d"
              .formatted(path, number, names.size()));
    }
    return names;
  }

  /**
   * Requires data of the model's classes.
   *
   * @param where the data are
   * @throws UserError of code DATA with both lists, if the classes differ
   */
  public void requireClasses(ClassNames data, String where) {
    classes
        .differenceFrom(path.toString(), data, where)
        .ifPresent(
            difference -> {
              throw UserError.data("model and data must have the same classes: " + difference);
            });
  }

  private static byte[] read(Configuration hadoop, Path path, int most, String from) {
    try {
      FileSystem files = Locations.fileSystem(path, hadoop);
      FileStatus status = files.getFileStatus(path);
      if (status.isDirectory()) {
        throw UserError.data(path + ": must be a file, is a folder (" + from + ")");
      }
      if (status.getLen() == 0) {
        return new byte[0]; // a pipe or a device has no length, and its reader no end
      }
      try (InputStream in = files.open(path)) {
        return BoundedInput.readAll(in, "the file", most);
      }
    } catch (IOException e) {
      if (FileErrors.isMissing(e)) {
        throw UserError.data(path + ": no such model (" + from + ")", e);
      }
      throw FileErrors.unreadable(path + ": cannot be read (" + from + "): " + e.getMessage(), e);
    }
  }

  /** The configuration that a model was trained with, if it stands beside it. */
  private static Optional<JobConfig> configBeside(Configuration hadoop, Path model) {
    Path config = new Path(model.getParent(), "config.conf");
    return exists(hadoop, config)
        ? Optional.of(JobConfig.stored(text(hadoop, config), config.toString()))
        : manifestBeside(hadoop, model)
            .map(
                manifest ->
                    JobConfig.stored(
                        manifest.config(),
                        new Path(model.getParent(), "manifest.json").toString()));
  }

  private static Optional<Manifest> manifestBeside(Configuration hadoop, Path model) {
    Path manifest = new Path(model.getParent(), "manifest.json");
    if (!exists(hadoop, manifest)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Manifest.fromJson(manifest.toString(), text(hadoop, manifest)));
    } catch (UserError e) {
      throw e.with(
          "; restore the file from a copy, or move it away: the model is not compared with its SHA-256 then");
    }
  }

  private static boolean exists(Configuration hadoop, Path path) {
    try {
      return Locations.fileSystem(path, hadoop).exists(path);
    } catch (IOException e) {
      throw FileErrors.unreadable(path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static String text(Configuration hadoop, Path path) {
    return new String(read(hadoop, path, MOST_TEXT_BYTES, OPTION), StandardCharsets.UTF_8);
  }
}
