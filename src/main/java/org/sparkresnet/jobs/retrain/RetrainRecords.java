package org.sparkresnet.jobs.retrain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.cli.Main;
import org.sparkresnet.config.Settings;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.jobs.AfterFailure;
import org.sparkresnet.jobs.Manifests;
import org.sparkresnet.jobs.StoredRun;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.Summary;
import org.sparkresnet.tables.RunRow;
import org.sparkresnet.tables.TableWriter;

/** Rows in the table runs for what retrain does besides training. Driver only. */
final class RetrainRecords {
  private final SparkSession spark;
  private final Store store;
  private final Settings settings;
  private final String recipe;
  private final Instant startedAt = Instant.now();
  private Optional<CifarImages> images = Optional.empty();

  RetrainRecords(SparkSession spark, Store store, Settings settings, String recipe) {
    this.spark = spark;
    this.store = store;
    this.settings = settings;
    this.recipe = recipe;
  }

  /** From now on rows say which data it was. */
  void loaded(CifarImages loaded) {
    images = Optional.of(loaded);
  }

  /** A run that had nothing to train. */
  void nothingNew(RunId run) {
    write(store, run, RunRow.finished(recipe, startedAt, manifest(run), 0));
  }

  /**
   * A run that failed before its training or after it, as far as the store still lets it.
   *
   * @param trained the end of its training; empty before that
   * @param parent whose model the training started from
   */
  void fail(RunId run, Optional<Summary> trained, Optional<RunId> parent, Exception failure) {
    if (Main.isLocked(failure)) {
      return; // it is another job's run
    }
    AfterFailure.record(
        failure,
        () ->
            write(
                store.retrying(Duration.ZERO),
                run,
                new RunRow(
                    recipe,
                    RunStatus.FAILED,
                    trained
                        .flatMap(it -> StoredRun.of(run, spark, store))
                        .map(StoredRun::startedAt)
                        .orElse(startedAt),
                    Optional.of(Instant.now()),
                    trained.isPresent() ? Manifest.ofRun(store, run).orElseThrow() : manifest(run),
                    trained.map(Summary::workers).orElse(0),
                    parent,
                    Optional.of(Main.reason(failure)))));
  }

  private Manifest manifest(RunId run) {
    Manifest manifest = Manifests.manifest(run, "retrain", settings, LayerSet.STOCK, spark);
    return images.map(it -> manifest.withData(it.sha256(), it.summary())).orElse(manifest);
  }

  private void write(Store target, RunId run, RunRow row) {
    new TableWriter(spark, target).replace(RunRow.TABLE, run, List.of(row));
  }
}
