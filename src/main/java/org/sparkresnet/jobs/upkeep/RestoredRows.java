package org.sparkresnet.jobs.upkeep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.common.Split;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.evaluate.ConfusionMatrix;
import org.sparkresnet.evaluate.Reliability;
import org.sparkresnet.jobs.RestoredRun;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableScan;
import org.sparkresnet.tables.journal.JournalReader;
import org.sparkresnet.tables.rows.ClassRow;
import org.sparkresnet.tables.rows.ConfusionRow;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.ParamRow;
import org.sparkresnet.tables.rows.PredictionRow;
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
  private final OtherFiles others;
  private final RestoredPromotions promotions;

  /**
   * Rows with the columns of the table's file.
   *
   * @param from where they were found, in words
   */
  record Restored(Dataset<Row> rows, String from) {}

  RestoredRows(SparkSession spark, Store store, OtherFiles others) {
    this.spark = spark;
    this.store = store;
    this.others = others;
    this.promotions = new RestoredPromotions(spark, store, others);
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
      return ofSplits(
          ConfusionRow.TABLE,
          run,
          (names, split, seen) -> ConfusionRow.of(split, seen.matrix(), names.names()));
    }
    if (table.equals(ClassRow.TABLE)) {
      return ofSplits(
          ClassRow.TABLE,
          run,
          (names, split, seen) ->
              ClassRow.of(split, ClassificationReport.classScores(seen.matrix()), names.names()));
    }
    if (table.equals(ReliabilityRow.TABLE)) {
      return ofSplits(
          ReliabilityRow.TABLE,
          run,
          (names, split, seen) -> ReliabilityRow.of(split, seen.tally().reliability()));
    }
    return Optional.empty();
  }

  /** Rows that row files have, with all their columns. */
  Restored ofFiles(List<Path> files) {
    String[] paths = files.stream().map(Path::toString).toArray(String[]::new);
    return new Restored(spark.read().parquet(paths), "the file");
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

  /** What the predictions of a split tell. */
  private record Seen(ConfusionMatrix matrix, Reliability.Tally tally) {}

  private interface RowsOfSplit<R> {
    List<R> of(ClassNames names, String split, Seen seen);
  }

  private <R extends Record> Optional<Restored> ofSplits(
      Table<R> table, RunId run, RowsOfSplit<R> rows) {
    ClassNames names = classes(run);
    Map<String, Seen> splits = splits(run, names.size());
    List<R> all = new ArrayList<>();
    for (Split split : List.of(Split.VALIDATION, Split.TRAIN, Split.TEST)) { // as they are written
      Seen seen = splits.get(split.label());
      if (seen != null) {
        all.addAll(rows.of(names, split.label(), seen));
      }
    }
    return all.isEmpty() ? Optional.empty() : Optional.of(restored(table, all, "its predictions"));
  }

  /** Names of the classes of a run; CIFAR-10's where nothing tells them. */
  private ClassNames classes(RunId run) {
    return others
        .of(() -> Manifest.ofRun(store, run))
        .or(() -> promotions.version(run).map(VersionManifest::run))
        .map(Manifest::classes)
        .orElse(ClassNames.CIFAR_10);
  }

  /** Predictions by split, from the table predictions; runs one Spark job. */
  private Map<String, Seen> splits(RunId run, int classes) {
    TableScan scan = TableScan.ofRun(store, PredictionRow.TABLE, run);
    Map<String, Seen> splits = new TreeMap<>();
    if (!scan.damages().isEmpty()) {
      return splits;
    }
    Predicate<String> isSplit =
        name -> Arrays.stream(Split.values()).anyMatch(split -> split.label().equals(name));
    scan
        .rows(spark)
        .filter(functions.col(Table.RUN_ID).equalTo(run.value()))
        .filter(functions.col("actual_id").isNotNull())
        .select("split", "actual_id", "predicted_id", "probability")
        .collectAsList()
        .stream()
        .filter(row -> isSplit.test(row.getString(0)))
        .forEach(
            row -> {
              Seen seen =
                  splits.computeIfAbsent(
                      row.getString(0),
                      it -> new Seen(new ConfusionMatrix(classes), new Reliability.Tally()));
              seen.matrix().add(row.getInt(1), row.getInt(2));
              seen.tally().add(row.getDouble(3), row.getInt(1) == row.getInt(2));
            });
    return splits;
  }
}
