package org.sparkresnet.jobs.retrain;

import java.util.Optional;
import org.sparkresnet.common.MaybeDamaged;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.evaluate.DistributedEvaluation;
import org.sparkresnet.evaluate.EvaluationCounts;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.PromotionRecorder;
import org.sparkresnet.jobs.SavedModel;
import org.sparkresnet.jobs.train.TrainRequest;
import org.sparkresnet.registry.Champion;
import org.sparkresnet.registry.ModelVersion;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.TestPredictions;
import org.sparkresnet.registry.VersionManifest;

/**
 * Champion that a candidate is compared with.
 *
 * @param champion as the registry names it
 * @param manifest of its version; empty if it is damaged or gone
 * @param model its network and parameters; empty if a file is damaged
 * @param damage what is wrong with its files; empty if nothing is
 */
record LoadedChampion(
    Champion champion,
    Optional<VersionManifest> manifest,
    Optional<SavedModel> model,
    Optional<UserError> damage) {

  /**
   * Reads and verifies the champion; empty if there has been none.
   *
   * @throws UserError of code DATA if there has been one and its file is gone
   */
  static Optional<LoadedChampion> of(JobContext context, JobConfig config, Registry registry) {
    requireNoneGone(context, registry);
    return registry.champion().map(champion -> of(context, config, registry, champion));
  }

  /**
   * Requires a champion where versions or rows tell of one: no candidate may be the first again.
   */
  static void requireNoneGone(JobContext context, Registry registry) {
    if (registry.champion().isEmpty()
        && (registry.hadChampion()
            || PromotionRecorder.tellOfChampion(
                context.spark(), context.store(), registry.name()))) {
      throw registry.championIsGone();
    }
  }

  private static LoadedChampion of(
      JobContext context, JobConfig config, Registry registry, Champion champion) {
    MaybeDamaged<VersionManifest> manifest =
        MaybeDamaged.of(() -> registry.manifest(champion.version()));
    MaybeDamaged<SavedModel> model =
        MaybeDamaged.of(() -> load(context, config, registry.name() + "@" + champion.version()));
    return new LoadedChampion(
        champion, manifest.content(), model.content(), manifest.damage().or(model::damage));
  }

  private static SavedModel load(JobContext context, JobConfig config, String version) {
    SavedModel model = SavedModel.load(context.hadoop(), context.store(), config, version);
    model.normalization(context.hadoop(), config); // what the comparison needs is read now
    return model;
  }

  ModelVersion version() {
    return champion.version();
  }

  /**
   * SHA-256 of its model file; with the word that it is damaged, as another decision is taken then:
   * on a candidate that was not shown to be better, too.
   */
  String identity() {
    return champion.sha256() + (damage.isPresent() ? " damaged" : "");
  }

  /** Start of a training that goes on from the champion's weights. */
  TrainRequest.Origin origin(JobConfig config) {
    SavedModel loaded = model.orElseThrow(damage::orElseThrow);
    int classes = loaded.network().classes(); // which are those of the data
    if (!loaded.network().equals(config.model().network().withClasses(classes))) {
      throw UserError.usage(
          "retrain.start = champion needs the champion's network %s (%s), model.depth and model.residual say %s"
              .formatted(
                  loaded.network().displayName(),
                  version(),
                  config.model().network().displayName()));
    }
    return TrainRequest.Origin.of(champion.runId(), loaded);
  }

  /** Predicts the test images with the normalisation of its own training. Runs one Spark job. */
  TestPredictions predictions(JobContext context, JobConfig config, CifarImages images) {
    SavedModel loaded = model.orElseThrow(damage::orElseThrow);
    EvaluationCounts counts =
        new DistributedEvaluation(
                context.sparkContext(), loaded.replica(config), config.evaluate().batchSize())
            .evaluate(
                images.test(loaded.normalization(context.hadoop(), config)), loaded.parameters());
    return TestPredictions.of(counts.predictions());
  }
}
