package org.sparkresnet.bench;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.spark.SparkConf;
import org.sparkresnet.cifar.CifarFiles;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.config.Recipe;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreWriter;

/**
 * Guard of a scaling table that is measured in several attempts: all its cells have one
 * configuration and one set of data. Driver only.
 */
final class ScalingResume {
  private final Store store;
  private final RunId run;

  ScalingResume(Store store, RunId run) {
    this.store = store;
    this.run = run;
  }

  /**
   * The manifest of an earlier attempt, which must have had the same configuration.
   *
   * @throws UserError of code USAGE if it had another one
   */
  Optional<Manifest> earlier(JobConfig config, ScalingCell cell, SparkConf conf) {
    Optional<Manifest> earlier = Manifest.ofRun(store, run);
    if (earlier.isEmpty()) {
      return earlier;
    }
    Manifest manifest = earlier.get();
    String cpus = String.valueOf(manifest.ompThreads());
    SortedMap<String, String> before =
        resultKeys(
            JobConfig.stored(store.readText(store.config(run)), store.config(run).toString()),
            cell,
            cpus);
    SortedMap<String, String> now = resultKeys(config, cell, conf.get("spark.task.cpus", "1"));
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

  private static SortedMap<String, String> resultKeys(
      JobConfig config, ScalingCell cell, String taskCpus) {
    JobConfig same = cell.of(config);
    TrainConfig trainConfig =
        same.trainConfig(cell.workers(), Math.max(CifarFiles.TRAINING_IMAGES, cell.workers()));
    return Recipe.canonical(
        same.recipe().scoreKeys(trainConfig, same.evaluationLayers(), taskCpus));
  }

  /**
   * Requires the images of an earlier attempt.
   *
   * @throws UserError of code DATA if an earlier attempt had other images
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
  void write(StoreWriter writer, JobConfig config, Manifest manifest) {
    writer.writeAtomically(store.config(run), config.render());
    writer.writeAtomically(store.manifest(run), manifest.toJson());
  }
}
