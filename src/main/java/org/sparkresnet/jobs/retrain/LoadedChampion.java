package org.sparkresnet.jobs.retrain;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.Recipes;
import org.sparkresnet.config.Settings;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.evaluate.DistributedEvaluation;
import org.sparkresnet.evaluate.EvaluationCounts;
import org.sparkresnet.jobs.Inference;
import org.sparkresnet.jobs.SavedModel;
import org.sparkresnet.jobs.train.TrainRequest;
import org.sparkresnet.registry.ModelVersion;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.TestPredictions;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.replica.ReplicaSpec;
import org.sparkresnet.store.Store;
import org.sparkresnet.train.InitialParameters;

/**
 * A version that a candidate is compared with.
 *
 * @param model its network and parameters; empty if the file is damaged
 * @param damage what is wrong with the file; empty if nothing is
 */
record LoadedChampion(
    VersionManifest manifest, Optional<SavedModel.Loaded> model, Optional<UserError> damage) {

  /** The champion, its file verified; empty if there is none. */
  static Optional<LoadedChampion> champion(
      JavaSparkContext spark, Store store, Settings settings, Registry registry) {
    return registry
        .champion()
        .map(champion -> of(spark, store, settings, registry.manifest(champion.version())));
  }

  private static LoadedChampion of(
      JavaSparkContext spark, Store store, Settings settings, VersionManifest manifest) {
    try {
      String option = manifest.model() + "@" + manifest.version();
      return new LoadedChampion(
          manifest,
          Optional.of(SavedModel.load(spark.hadoopConfiguration(), store, settings, option)),
          Optional.empty());
    } catch (UserError e) {
      if (e.kind() != UserError.Kind.DATA || isPassing(e)) {
        throw e;
      }
      return new LoadedChampion(manifest, Optional.empty(), Optional.of(e));
    }
  }

  /** A file system that fails now says nothing of the file. */
  private static boolean isPassing(UserError error) {
    return error.getCause() instanceof IOException
        && !(error.getCause() instanceof FileNotFoundException);
  }

  ModelVersion version() {
    return manifest.version();
  }

  /** To go on training from it. */
  TrainRequest.Origin origin(Settings settings) {
    SavedModel.Loaded loaded = model.orElseThrow(damage::orElseThrow);
    if (!loaded.network().equals(Recipes.network(settings))) {
      throw UserError.usage(
          "retrain.start = champion needs the champion's network %s (%s), model.depth and model.residual say %s"
              .formatted(
                  loaded.network().displayName(),
                  version(),
                  Recipes.network(settings).displayName()));
    }
    return new TrainRequest.Origin(
        manifest.run().runId(), loaded.sha256(), InitialParameters.from(loaded.parameters()));
  }

  /** What it says of the test images, normalised as those it was trained on; one Spark job. */
  TestPredictions answers(JavaSparkContext spark, Settings settings, CifarImages images) {
    SavedModel.Loaded loaded = model.orElseThrow(damage::orElseThrow);
    Normalization normalization =
        Inference.normalization(spark.hadoopConfiguration(), loaded, settings);
    ReplicaSpec replica = Inference.replica(loaded, settings);
    EvaluationCounts counts =
        new DistributedEvaluation(spark, replica, settings.integer("evaluate.batch-size"))
            .evaluate(images.test(normalization), loaded.parameters(), false);
    return TestPredictions.of(counts.predictions());
  }
}
