package org.sparkresnet.registry;

import static org.apache.spark.sql.functions.col;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.Split;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.PredictionRow;
import org.sparkresnet.tables.TableReader;

/** Reader of the answers to the test images that a run left in the table predictions. */
public final class StoredPredictions {
  private StoredPredictions() {}

  /** Runs one Spark job; empty if the table has none of that run and model. */
  public static Optional<TestPredictions> of(
      SparkSession spark, Store store, VersionManifest version) {
    return of(
        spark,
        store,
        col("run_id")
            .equalTo(version.run().runId().value())
            .and(col("model_sha256").equalTo(version.sha256())));
  }

  /** Predictions of a run's model; runs one Spark job, empty if the table has none of the run. */
  public static Optional<TestPredictions> of(SparkSession spark, Store store, RunId run) {
    return of(spark, store, col("run_id").equalTo(run.value()));
  }

  private static Optional<TestPredictions> of(SparkSession spark, Store store, Column which) {
    SortedMap<Long, TestPredictions.Answer> answers = new TreeMap<>();
    TableReader.read(spark, store, PredictionRow.TABLE)
        .filter(which)
        .filter(col("split").equalTo(Split.TEST.label()))
        .select("example_id", "actual_id", "predicted_id")
        .collectAsList()
        .forEach(
            row ->
                answers.put(
                    row.getLong(0), new TestPredictions.Answer(row.getInt(1), row.getInt(2))));
    return answers.isEmpty() ? Optional.empty() : Optional.of(new TestPredictions(answers));
  }
}
