package org.sparkresnet.cli;

import org.sparkresnet.config.JobConfig;
import org.sparkresnet.registry.Registry;
import picocli.CommandLine.Mixin;

/** Options of the commands that work on the registry, and what they name. */
final class RegistryOptions {
  @Mixin private CommonOptions common;
  @Mixin private StoreOptions storeOptions;

  JobConfig config() {
    return common.config();
  }

  StoreOptions storeOptions() {
    return storeOptions;
  }

  /** Registry of the model that the configuration names; opened without Spark. */
  Registry registry() {
    return Registry.open(storeOptions.withoutSpark(), config().registry().model());
  }
}
