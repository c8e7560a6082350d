package org.sparkresnet.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.results.Manifest;
import org.sparkresnet.results.RunId;
import org.sparkresnet.results.RunRow;
import org.sparkresnet.results.RunStatus;
import org.sparkresnet.results.Store;
import org.sparkresnet.results.Summary;
import org.sparkresnet.results.TableWriter;

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
                        .flatMap(it -> EarlierRun.of(run, spark, store))
                        .map(EarlierRun::startedAt)
                        .orElse(startedAt),
                    Optional.of(Instant.now()),
                    trained.isPresent() ? Manifest.ofRun(store, run).orElseThrow() : manifest(run),
                    trained.map(Summary::workers).orElse(0),
                    parent,
                    Optional.of(Main.reason(failure)))));
  }

  private Manifest manifest(RunId run) {
    Manifest manifest = Provenances.manifest(run, "retrain", settings, LayerSet.STOCK, spark);
    return images.map(it -> manifest.withData(it.sha256(), it.summary())).orElse(manifest);
  }

  private void write(Store target, RunId run, RunRow row) {
    new TableWriter(spark, target).replace(RunRow.TABLE, run, List.of(row));
  }
}
