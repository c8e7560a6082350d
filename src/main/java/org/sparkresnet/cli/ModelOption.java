package org.sparkresnet.cli;

import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.sparkresnet.config.Settings;
import org.sparkresnet.jobs.SavedModel;
import org.sparkresnet.registry.ModelReference;
import org.sparkresnet.store.Store;
import picocli.CommandLine.Option;

/** The option of the commands that run a saved model forward. */
final class ModelOption {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      description =
          "A model.zip on any Hadoop file system, or a version of the registry: champion, v7,"
              + " NAME@champion, NAME@v7.")
  private String model;

  /** The model: {@link SavedModel#load}. */
  SavedModel.Loaded load(Configuration hadoop, Store store, Settings settings) {
    return SavedModel.load(hadoop, store, settings, model);
  }

  /** The version of the registry that the option names; empty for a path. */
  Optional<ModelReference> registered(Settings settings) {
    return ModelReference.parse(model, settings);
  }
}
