package org.sparkresnet.jobs.reproduce;

import java.util.Optional;
import org.apache.spark.sql.functions;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.registry.ModelReference;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.store.Manifest;
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
 * @param parent run whose model it started from; empty if it started from its seed
 */
record StoredTraining(Manifest manifest, int workers, Optional<RunId> parent, Trace trace) {

  private record Row(int workers, Optional<String> parentRunId) {
    static final TableView<Row> VIEW = TableView.of(RunRow.TABLE, Row.class);
  }

  /**
   * Reads a training. Runs three Spark jobs.
   *
   * @param name a run id, or a version of the registry whose training is meant
   * @throws UserError of code USAGE if there is none of this name, or it trained nothing; of code
   *     DATA if what is stored of it is damaged
   */
  static StoredTraining of(JobContext context, String name) {
    Manifest manifest = manifest(context, name);
    RunId run = manifest.runId();
    Optional<Row> row =
        MovedRows.reading(
                () ->
                    Row.VIEW.list(
                        TableReader.ofRun(context.spark(), context.store(), RunRow.TABLE, run)
                            .filter(functions.col(Table.RUN_ID).equalTo(run.value()))))
            .stream()
            .findFirst();
    JobConfig config = JobConfig.stored(manifest.config(), "run " + run);
    int workers =
        row.map(Row::workers)
            .filter(number -> number > 0)
            .orElseGet(() -> config.train().plan().workers(() -> 0));
    if (workers == 0) {
      throw UserError.usage(
          "run %s has trained nothing (%s): a run of train or retrain is needed"
              .formatted(run, manifest.command()));
    }
    return new StoredTraining(
        manifest, workers, row.flatMap(Row::parentRunId).map(RunId::new), Trace.of(context, run));
  }

  private static Manifest manifest(JobContext context, String name) {
    Optional<ModelReference> version =
        ModelReference.parse(name, JobConfig.defaults().registry().model());
    if (version.isPresent()) {
      Registry registry = Registry.open(context.store(), version.get().model());
      return registry.manifest(version.get().find(registry)).run();
    }
    RunId run = new RunId(name);
    return Manifest.ofRun(context.store(), run)
        .orElseThrow(
            () ->
                UserError.usage(
                    "run %s has no %s: no such run, or clean has removed it"
                        .formatted(run, context.store().manifest(run))));
  }

  RunId run() {
    return manifest.runId();
  }
}
