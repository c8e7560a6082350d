package org.sparkresnet.bench;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.spark.SparkConf;
import org.sparkresnet.cifar.CifarFiles;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.Recipes;
import org.sparkresnet.config.Settings;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.train.TrainConfig;

/**
 * Where the cells of a scaling table come from: one configuration and one set of data, also when
 * they were measured by several attempts. Driver only.
 */
public final class ScalingResume {
  /** The command in manifests. */
  public static final String COMMAND = "bench --scaling";

  private final Store store;
  private final RunId run;

  ScalingResume(Store store, RunId run) {
    this.store = store;
    this.run = run;
  }

  /**
   * The manifest of an earlier attempt, which must have had the same configuration.
   *
   * @throws UserError of kind USAGE if it had another one
   */
  Optional<Manifest> earlier(Settings settings, ScalingCell cell, SparkConf conf) {
    Optional<Manifest> earlier = Manifest.ofRun(store, run);
    if (earlier.isEmpty()) {
      return earlier;
    }
    Manifest manifest = earlier.get();
    String cpus = String.valueOf(manifest.ompThreads());
    SortedMap<String, String> before =
        determining(Settings.stored(store.readText(store.config(run))), cell, cpus);
    SortedMap<String, String> now = determining(settings, cell, conf.get("spark.task.cpus", "1"));
    for (Map.Entry<String, String> key : now.entrySet()) {
      String value = before.get(key.getKey());
      if (!key.getValue().equals(value)) {
        throw UserError.usage(
            "run %s began with %s = %s, cannot go on with: %s; choose another --run-id"
                .formatted(run, key.getKey(), value, key.getValue()));
      }
    }
    return earlier;
  }

  private static SortedMap<String, String> determining(
      Settings settings, ScalingCell cell, String taskCpus) {
    Settings same = cell.of(settings);
    TrainConfig config =
        Recipes.training(
            same, cell.workers(), Math.max(CifarFiles.TRAINING_IMAGES, cell.workers()));
    return Recipes.determining(same, config, taskCpus);
  }

  /**
   * @throws UserError of kind DATA if an earlier attempt had other images
   */
  static void requireSameData(Manifest earlier, String sha256, String path) {
    earlier
        .dataSha256()
        .filter(expected -> !expected.equals(sha256))
        .ifPresent(
            expected -> {
              throw UserError.data(
                  "%s: the images' SHA-256 must be %s, as when run %s began, is: %s"
                      .formatted(path, expected, earlier.runId(), sha256));
            });
  }

  /** Stores the configuration and the manifest of this attempt. */
  void write(Settings settings, Manifest manifest) {
    store.writeAtomically(store.config(run), settings.render());
    store.writeAtomically(store.manifest(run), manifest.toJson());
  }
}
