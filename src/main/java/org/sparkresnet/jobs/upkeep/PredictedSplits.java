package org.sparkresnet.jobs.upkeep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.sparkresnet.common.Split;
import org.sparkresnet.evaluate.ConfusionMatrix;
import org.sparkresnet.evaluate.Reliability;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableScan;
import org.sparkresnet.tables.rows.PredictionRow;

/**
 * What a run's rows in the table predictions tell of images with a label. Driver only.
 *
 * @param splits predictions by split
 * @param models SHA-256 of the models that predicted
 * @param isOfOldLayout tells whether an early version wrote them, which knew CIFAR-10 only
 */
record PredictedSplits(
    Map<String, List<Predicted>> splits, Set<String> models, boolean isOfOldLayout) {

  /** Prediction for an image: class ids, and the probability of the predicted one. */
  record Predicted(int actual, int predicted, double probability) {}

  /** The rows of a run; none if they are damaged. Runs one Spark job. */
  static PredictedSplits of(SparkSession spark, Store store, RunId run) {
    TableScan scan = TableScan.ofRun(store, PredictionRow.TABLE, run);
    Map<String, List<Predicted>> splits = new TreeMap<>();
    Set<String> models = new TreeSet<>();
    boolean isOfOldLayout = scan.own().isEmpty() && scan.merged().isEmpty();
    if (scan.damages().isEmpty()) {
      Predicate<String> isSplit =
          name -> Arrays.stream(Split.values()).anyMatch(split -> split.label().equals(name));
      List<Row> rows =
          scan.rows(spark)
              .filter(functions.col(Table.RUN_ID).equalTo(run.value()))
              .filter(functions.col("actual_id").isNotNull())
              .select("split", "actual_id", "predicted_id", "probability", "model_sha256")
              .collectAsList();
      for (Row row : rows) {
        if (isSplit.test(row.getString(0))) {
          splits
              .computeIfAbsent(row.getString(0), it -> new ArrayList<>())
              .add(new Predicted(row.getInt(1), row.getInt(2), row.getDouble(3)));
          models.add(row.getString(4));
        }
      }
    }
    return new PredictedSplits(splits, models, isOfOldLayout);
  }

  /** The fewest classes that the predictions can be of. */
  int classes() {
    return 1
        + splits.values().stream()
            .flatMap(List::stream)
            .mapToInt(it -> Math.max(it.actual(), it.predicted()))
            .max()
            .orElse(-1);
  }

  /** Counts by class of a split. */
  ConfusionMatrix matrix(String split, int classes) {
    ConfusionMatrix matrix = new ConfusionMatrix(classes);
    splits.get(split).forEach(it -> matrix.add(it.actual(), it.predicted()));
    return matrix;
  }

  /** Counts by probability of a split. */
  Reliability.Tally tally(String split) {
    Reliability.Tally tally = new Reliability.Tally();
    splits.get(split).forEach(it -> tally.add(it.probability(), it.actual() == it.predicted()));
    return tally;
  }

  /** Rows of all splits, in the order in which jobs write them. */
  <R> List<R> rows(Function<String, List<R>> ofSplit) {
    return List.of(Split.VALIDATION, Split.TRAIN, Split.TEST).stream()
        .map(Split::label)
        .filter(splits::containsKey)
        .flatMap(split -> ofSplit.apply(split).stream())
        .toList();
  }
}
