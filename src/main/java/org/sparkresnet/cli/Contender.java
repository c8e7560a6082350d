package org.sparkresnet.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkresnet.UserError;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.evaluate.DistributedEvaluation;
import org.sparkresnet.evaluate.EvaluationCounts;
import org.sparkresnet.registry.Answers;
import org.sparkresnet.registry.ModelVersion;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.results.Store;
import org.sparkresnet.train.ReplicaSpec;
import org.sparkresnet.train.Start;

/**
 * A version that a candidate is compared with.
 *
 * @param model its network and parameters; empty if the file is damaged
 * @param damage what is wrong with the file; empty if nothing is
 */
record Contender(
    VersionManifest manifest, Optional<Models.Loaded> model, Optional<UserError> damage) {

  /** The champion, its file verified; empty if there is none. */
  static Optional<Contender> champion(
      JavaSparkContext spark, Store store, Settings settings, Registry registry) {
    return registry
        .champion()
        .map(champion -> of(spark, store, settings, registry.manifest(champion.version())));
  }

  private static Contender of(
      JavaSparkContext spark, Store store, Settings settings, VersionManifest manifest) {
    try {
      String option = manifest.model() + "@" + manifest.version();
      return new Contender(
          manifest,
          Optional.of(Models.load(spark.hadoopConfiguration(), store, settings, option)),
          Optional.empty());
    } catch (UserError e) {
      if (e.kind() != UserError.Kind.DATA || isPassing(e)) {
        throw e;
      }
      return new Contender(manifest, Optional.empty(), Optional.of(e));
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
  TrainTask.Origin origin(Settings settings) {
    Models.Loaded loaded = model.orElseThrow(damage::orElseThrow);
    if (!loaded.network().equals(Recipes.network(settings))) {
      throw UserError.usage(
          "retrain.start = champion needs the champion's network %s (%s), model.depth and model.residual say %s"
              .formatted(
                  loaded.network().displayName(),
                  version(),
                  Recipes.network(settings).displayName()));
    }
    return new TrainTask.Origin(
        manifest.run().runId(), loaded.sha256(), Start.from(loaded.parameters()));
  }

  /** What it says of the test images, normalised as those it was trained on; one Spark job. */
  Answers answers(JavaSparkContext spark, Settings settings, CifarImages images) {
    Models.Loaded loaded = model.orElseThrow(damage::orElseThrow);
    Normalization normalization =
        Inference.normalization(spark.hadoopConfiguration(), loaded, settings);
    ReplicaSpec replica = Inference.replica(loaded, settings);
    EvaluationCounts counts =
        new DistributedEvaluation(spark, replica, settings.integer("evaluate.batch-size"))
            .evaluate(images.test(normalization), loaded.parameters(), false);
    return Answers.of(counts.predictions());
  }
}
