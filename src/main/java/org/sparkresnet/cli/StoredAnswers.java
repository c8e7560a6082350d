package org.sparkresnet.cli;

import static org.apache.spark.sql.functions.col;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.registry.Answers;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.results.PredictionRow;
import org.sparkresnet.results.RunId;
import org.sparkresnet.results.Store;
import org.sparkresnet.results.TableReader;

/** What a version said of the test images when it was trained, from the table predictions. */
final class StoredAnswers {
  private StoredAnswers() {}

  /** Runs one Spark job; empty if the table has none of that run and model. */
  static Optional<Answers> of(SparkSession spark, Store store, VersionManifest version) {
    return of(
        spark,
        store,
        col("run_id")
            .equalTo(version.run().runId().value())
            .and(col("model_sha256").equalTo(version.sha256())));
  }

  /** What the model of a run said; runs one Spark job, empty if the table has none of the run. */
  static Optional<Answers> of(SparkSession spark, Store store, RunId run) {
    return of(spark, store, col("run_id").equalTo(run.value()));
  }

  private static Optional<Answers> of(SparkSession spark, Store store, Column which) {
    SortedMap<Long, Answers.Answer> answers = new TreeMap<>();
    TableReader.read(spark, store, PredictionRow.TABLE)
        .filter(which)
        .filter(col("split").equalTo("test"))
        .select("example_id", "actual_id", "predicted_id")
        .collectAsList()
        .forEach(
            row -> answers.put(row.getLong(0), new Answers.Answer(row.getInt(1), row.getInt(2))));
    return answers.isEmpty() ? Optional.empty() : Optional.of(new Answers(answers));
  }
}
