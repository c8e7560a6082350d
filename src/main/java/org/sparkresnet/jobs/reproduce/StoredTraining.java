package org.sparkresnet.jobs.reproduce;

import java.util.Optional;
import org.apache.spark.sql.functions;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.config.RetrainConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.registry.ModelReference;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunCommand;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.MovedRows;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableReader;
import org.sparkresnet.tables.TableView;
import org.sparkresnet.tables.rows.RunRow;

/**
 * Training that a store has: how it was made, and what came out. Driver only.
 *
 * @param workers that trained it
 * @param start model that it started from; empty if it started from its seed, or nothing tells it
 * @param isStartKnown false where the training may have started from a model that nothing tells
 */
record StoredTraining(
    Manifest manifest, int workers, Optional<Start> start, boolean isStartKnown, Trace trace) {
  /**
   * Model that a training started from.
   *
   * @param run that trained the model
   * @param sha256 of the model's file; empty where an earlier version did not note it
   */
  record Start(RunId run, Optional<String> sha256) {}

  private record Row(String runName, int workers, Optional<String> parentRunId) {
    static final TableView<Row> VIEW = TableView.of(RunRow.TABLE, Row.class);

    /** A restored row has the run's id as its name, and tells of no parent that was not noted. */
    boolean tellsOfStart(RunId run) {
      return parentRunId.isPresent() || !runName.equals(run.value());
    }
  }

  /**
   * Reads a training. Runs four Spark jobs.
   *
   * @param name a run id, or a version of the registry whose training is meant
   * @param model whose versions are meant where the name says none
   * @throws UserError of code USAGE if there is none of this name, or it trained nothing; of code
   *     DATA if what is stored of it is damaged, does not tell its number of workers, or is that of
   *     a later training under the run id of the version
   */
  static StoredTraining of(JobContext context, String name, String model) {
    Manifest manifest = manifest(context, name, model);
    RunId run = manifest.runId();
    Optional<Row> row = row(context, run);
    JobConfig config = JobConfig.stored(manifest.config(), "run " + run);
    boolean mayHaveParent =
        !manifest.command().equals(RunCommand.TRAIN.label())
            && config.retrain().start() == RetrainConfig.Start.CHAMPION;
    return new StoredTraining(
        manifest,
        workers(manifest, row, config),
        start(manifest, row),
        manifest.training().isPresent()
            || !mayHaveParent
            || row.filter(it -> it.tellsOfStart(run)).isPresent(),
        Trace.of(context, run));
  }

  private static Optional<Row> row(JobContext context, RunId run) {
    return MovedRows.reading(
            () ->
                Row.VIEW.list(
                    TableReader.ofRun(context.spark(), context.store(), RunRow.TABLE, run)
                        .filter(functions.col(Table.RUN_ID).equalTo(run.value()))))
        .stream()
        .findFirst();
  }

  private static int workers(Manifest manifest, Optional<Row> row, JobConfig config) {
    int workers =
        manifest
            .training()
            .map(Manifest.Training::workers)
            .or(() -> row.map(Row::workers).filter(number -> number > 0))
            .orElseGet(() -> config.train().plan().workers(() -> 0));
    if (workers == 0 && manifest.modelSha256().isPresent()) {
      throw UserError.data(
          "run %s: its number of workers is not known: an earlier version noted it in the table runs alone, whose row is lost: put its file back from a copy of the store"
              .formatted(manifest.runId()));
    }
    if (workers == 0) {
      throw UserError.usage(
          "run %s has trained nothing (%s): a run of train or retrain is needed"
              .formatted(manifest.runId(), manifest.command()));
    }
    return workers;
  }

  private static Optional<Start> start(Manifest manifest, Optional<Row> row) {
    return manifest.training().isPresent()
        ? manifest
            .training()
            .flatMap(
                training ->
                    training
                        .parentRunId()
                        .map(parent -> new Start(parent, training.parentModelSha256())))
        : row.flatMap(Row::parentRunId)
            .map(parent -> new Start(new RunId(parent), Optional.empty()));
  }

  private static Manifest manifest(JobContext context, String name, String model) {
    Optional<ModelReference> version = ModelReference.parse(name, model);
    if (version.isPresent()) {
      Registry registry = Registry.open(context.store(), version.get().model());
      VersionManifest found = registry.manifest(version.get().find(registry));
      requireTrainedLast(context, found);
      return found.run();
    }
    RunId run = new RunId(name);
    return Manifest.ofRun(context.store(), run)
        .orElseThrow(
            () ->
                UserError.usage(
                    "run %s has no %s: no such run, or clean has removed it"
                        .formatted(run, context.store().manifest(run))));
  }

  /** Losses and weights are stored by the run's id, which a later training may have used again. */
  private static void requireTrainedLast(JobContext context, VersionManifest version) {
    RunId run = version.run().runId();
    Optional<Manifest> last = Manifest.ofRun(context.store(), run);
    if (last.isPresent() && !isOf(last.get(), version)) {
      throw UserError.data(
          "%s %s: run %s must have trained it last (model_sha256 %s), has trained again since (model_sha256 %s): its weights and losses are replaced; name the run, or a version that it trained last"
              .formatted(
                  version.model(),
                  version.version(),
                  run,
                  version.sha256(),
                  last.get().modelSha256().orElse("none yet")));
    }
  }

  /** A training under way has no model yet: the same recipe and data lead to the same one. */
  private static boolean isOf(Manifest last, VersionManifest version) {
    return last.modelSha256()
        .map(version.sha256()::equals)
        .orElseGet(
            () ->
                last.configSha256().equals(version.run().configSha256())
                    && last.dataSha256().equals(version.run().dataSha256()));
  }

  RunId run() {
    return manifest.runId();
  }
}
