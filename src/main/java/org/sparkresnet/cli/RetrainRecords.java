package org.sparkresnet.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.UserError;
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
    write(store, run, manifest(run), 0, RunStatus.FINISHED, Optional.empty(), Optional.empty());
  }

  /**
   * A run that failed before its training or after it, as far as the store still lets it.
   *
   * @param trained the end of its training; empty before that
   * @param parent whose model the training started from
   */
  void fail(RunId run, Optional<Summary> trained, Optional<RunId> parent, Exception failure) {
    if (Main.userError(failure)
        .filter(error -> error.kind() == UserError.Kind.LOCKED)
        .isPresent()) {
      return; // it is another job's run
    }
    try {
      write(
          store.retrying(Duration.ZERO),
          run,
          trained.isPresent()
              ? Manifest.fromJson(
                  store.manifest(run).toString(), store.readText(store.manifest(run)))
              : manifest(run),
          trained.map(Summary::workers).orElse(0),
          RunStatus.FAILED,
          parent,
          Optional.of(Main.reason(failure)));
    } catch (RuntimeException storeFailed) {
      failure.addSuppressed(storeFailed);
    }
  }

  private Manifest manifest(RunId run) {
    Manifest manifest = Provenances.manifest(run, "retrain", settings, LayerSet.STOCK, spark);
    return images.map(it -> manifest.withData(it.sha256(), it.summary())).orElse(manifest);
  }

  private void write(
      Store target,
      RunId run,
      Manifest manifest,
      int workers,
      RunStatus status,
      Optional<RunId> parent,
      Optional<String> error) {
    new TableWriter(spark, target)
        .replace(
            RunRow.TABLE,
            run,
            List.of(
                new RunRow(
                    recipe,
                    status,
                    startedAt,
                    Optional.of(Instant.now()),
                    manifest,
                    workers,
                    parent,
                    error)));
  }
}
