package org.sparkresnet.jobs.reproduce;

import java.util.Optional;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.SavedModel;
import org.sparkresnet.jobs.train.TrainRequest;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;

/**
 * Finds the model that a training started from: in the registry, whose versions stay, else in the
 * folder of the run that trained it. Driver only.
 */
final class ParentModel {
  private static final String COMMAND = "reproduce";

  private ParentModel() {}

  /**
   * Reads and verifies the model; empty if the training started from its seed.
   *
   * @param config of the training
   * @throws UserError of code DATA if nothing tells whether it started from a model, or the model
   *     is gone or another one
   */
  static Optional<TrainRequest.Origin> of(
      JobContext context, StoredTraining training, JobConfig config) {
    if (!training.isStartKnown()) {
      throw UserError.data(
          "run %s: retrain.start is champion, and nothing tells which model that was: an earlier version noted it in the table runs alone, whose row is lost: put its file back from a copy of the store"
              .formatted(training.run()));
    }
    return training.start().map(start -> of(context, training.run(), start, config));
  }

  private static TrainRequest.Origin of(
      JobContext context, RunId run, StoredTraining.Start start, JobConfig config) {
    String location = location(context.store(), run, start, config);
    SavedModel model =
        SavedModel.load(context.hadoop(), context.store(), config, COMMAND, location);
    start
        .sha256()
        .filter(expected -> !expected.equals(model.sha256()))
        .ifPresent(
            expected -> {
              throw UserError.data(
                  "%s: SHA-256 must be %s (run %s started from it), is: %s"
                      .formatted(model.path(), expected, run, model.sha256()));
            });
    return TrainRequest.Origin.of(start.run(), model);
  }

  private static String location(
      Store store, RunId run, StoredTraining.Start start, JobConfig config) {
    Registry registry = Registry.open(store, config.registry().model());
    Optional<VersionManifest> version =
        registry.versions().stream()
            .filter(it -> it.run().runId().equals(start.run()))
            .filter(it -> start.sha256().map(it.sha256()::equals).orElse(true))
            .findFirst();
    if (version.isPresent()) {
      return registry.name() + "@" + version.get().version();
    }
    if (!store.exists(store.model(start.run()))) {
      throw UserError.data(
          "run %s started from the model of run %s, which is no version of %s, and %s is gone: put the folder back from a copy of the store"
              .formatted(run, start.run(), registry.name(), store.model(start.run())));
    }
    return store.model(start.run()).toString();
  }
}
