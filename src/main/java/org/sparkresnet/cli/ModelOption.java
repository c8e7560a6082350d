package org.sparkresnet.cli;

import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.sparkresnet.results.Store;
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

  /** The model: {@link Models#load}. */
  Models.Loaded load(Configuration hadoop, Store store, Settings settings) {
    return Models.load(hadoop, store, settings, model);
  }

  /** The version of the registry that the option names; empty for a path. */
  Optional<RegisteredModel> registered(Settings settings) {
    return RegisteredModel.parse(model, settings);
  }
}
