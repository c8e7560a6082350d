package org.sparkresnet.jobs.upkeep;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.evaluate.ConfusionMatrix;
import org.sparkresnet.jobs.RestoredRun;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.RowFileReader;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.journal.JournalReader;
import org.sparkresnet.tables.rows.ClassRow;
import org.sparkresnet.tables.rows.ConfusionRow;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.ParamRow;
import org.sparkresnet.tables.rows.PromotionRow;
import org.sparkresnet.tables.rows.ReliabilityRow;
import org.sparkresnet.tables.rows.RoundRow;
import org.sparkresnet.tables.rows.RunRow;

/**
 * Rows of a run that other files of the store tell: its manifest and summary, its journal, the
 * registry, and its predictions. Driver only.
 */
final class RestoredRows {
  private final SparkSession spark;
  private final Store store;
  private final TolerantReader others;
  private final RestoredPromotions promotions;

  /**
   * Rows with the columns of the table's file.
   *
   * @param from where they were found, in words
   */
  record Restored(Dataset<Row> rows, String from) {}

  RestoredRows(SparkSession spark, Store store, TolerantReader others) {
    this.spark = spark;
    this.store = store;
    this.others = others;
    this.promotions = new RestoredPromotions(spark, store, others);
  }

  /** Store whose files tell. */
  Store store() {
    return store;
  }

  /** Runs with a decision that a registry tells. */
  SortedSet<RunId> decided() {
    return promotions.runs();
  }

  /** Finds a run's rows; empty if nothing tells them. */
  Optional<Restored> of(Table<?> table, RunId run) {
    if (table.equals(RunRow.TABLE)) {
      return others
          .of(() -> RestoredRun.of(store, run))
          .or(() -> promotions.version(run).map(RestoredRun::of))
          .map(it -> restored(RunRow.TABLE, List.of(it.row()), "manifest.json and summary.json"));
    }
    if (table.equals(ParamRow.TABLE)) {
      return others
          .of(() -> Manifest.ofRun(store, run))
          .or(() -> promotions.version(run).map(VersionManifest::run))
          .map(it -> restored(ParamRow.TABLE, ParamRow.of(it.config()), "manifest.json"));
    }
    if (table.equals(PromotionRow.TABLE)) {
      return promotions
          .of(run)
          .map(it -> restored(PromotionRow.TABLE, List.of(it), "the registry"));
    }
    if (table.equals(MetricRow.TABLE) || table.equals(RoundRow.TABLE)) {
      return others.of(() -> journal(table, run));
    }
    if (table.equals(ConfusionRow.TABLE)) {
      return ofClasses(
          ConfusionRow.TABLE,
          run,
          (names, split, matrix) -> ConfusionRow.of(split, matrix, names.names()));
    }
    if (table.equals(ClassRow.TABLE)) {
      return ofClasses(
          ClassRow.TABLE,
          run,
          (names, split, matrix) ->
              ClassRow.of(split, ClassificationReport.classScores(matrix), names.names()));
    }
    if (table.equals(ReliabilityRow.TABLE)) {
      PredictedSplits predicted = PredictedSplits.of(spark, store, run);
      return ofPredictions(
          ReliabilityRow.TABLE,
          predicted,
          split -> ReliabilityRow.of(split, predicted.tally(split).reliability()));
    }
    return Optional.empty();
  }

  /** Rows that row files have, with all their columns. */
  Restored ofFiles(List<Path> files) {
    String[] paths = files.stream().map(Path::toString).toArray(String[]::new);
    return new Restored(RowFileReader.plain(spark.read()).parquet(paths), "the file");
  }

  private <R extends Record> Restored restored(Table<R> table, List<R> rows, String from) {
    return new Restored(table.dataset(spark, rows), from);
  }

  private Optional<Restored> journal(Table<?> table, RunId run) {
    JournalReader journal = new JournalReader(store, run);
    if (journal.isEmpty()) {
      return Optional.empty();
    }
    Dataset<Row> rows =
        table.equals(MetricRow.TABLE) ? journal.metrics(spark) : journal.rounds(spark);
    return Optional.of(new Restored(rows, "its journal"));
  }

  private interface RowsOfSplit<R> {
    List<R> of(ClassNames names, String split, ConfusionMatrix matrix);
  }

  /** Rows that name the classes. */
  private <R extends Record> Optional<Restored> ofClasses(
      Table<R> table, RunId run, RowsOfSplit<R> rows) {
    PredictedSplits predicted = PredictedSplits.of(spark, store, run);
    if (predicted.splits().isEmpty()) {
      return Optional.empty();
    }
    return new RestoredClasses(spark, store, others, promotions)
        .of(run, predicted)
        .flatMap(
            names ->
                ofPredictions(
                    table,
                    predicted,
                    split -> rows.of(names, split, predicted.matrix(split, names.size()))));
  }

  private <R extends Record> Optional<Restored> ofPredictions(
      Table<R> table, PredictedSplits predicted, Function<String, List<R>> rows) {
    List<R> all = predicted.rows(rows);
    return all.isEmpty() ? Optional.empty() : Optional.of(restored(table, all, "its predictions"));
  }
}
