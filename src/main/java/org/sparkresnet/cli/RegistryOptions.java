package org.sparkresnet.cli;

import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.sparkresnet.config.Mlflow;
import org.sparkresnet.config.Settings;
import org.sparkresnet.config.SettingsCheck;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.store.Store;
import picocli.CommandLine.Mixin;

/** Options of the commands that work on the registry, and what they name. */
public final class RegistryOptions {
  @Mixin private CommonOptions common;
  @Mixin private StoreOptions storeOptions;

  /** The configuration, with everything about the registry validated. */
  public Settings settings() {
    Settings settings = common.settings();
    SettingsCheck.registry(settings);
    Mlflow.settings(settings);
    return settings;
  }

  /** The store, without opening Spark: only its configuration is read. */
  public Store store() {
    return Store.open(storeOptions.store, SparkHadoopUtil.get().newConfiguration(new SparkConf()));
  }

  Registry registry() {
    return Registry.open(store(), settings().text("registry.model"));
  }

  /** What has to stand in commands that are to work on the same store. */
  String storeOption() {
    return storeOptions.again();
  }
}
