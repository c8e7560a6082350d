package org.sparkresnet.cli;

import static org.apache.spark.sql.functions.col;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.registry.Answers;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.results.PredictionRow;
import org.sparkresnet.results.Store;
import org.sparkresnet.results.TableReader;

/** What a version said of the test images when it was trained, from the table predictions. */
final class StoredAnswers {
  private StoredAnswers() {}

  /** Runs one Spark job; empty if the table has none of that run and model. */
  static Optional<Answers> of(SparkSession spark, Store store, VersionManifest version) {
    SortedMap<Long, Answers.Answer> answers = new TreeMap<>();
    TableReader.read(spark, store, PredictionRow.TABLE)
        .filter(col("run_id").equalTo(version.run().runId().value()))
        .filter(col("split").equalTo("test"))
        .filter(col("model_sha256").equalTo(version.sha256()))
        .select("example_id", "actual_id", "predicted_id")
        .collectAsList()
        .forEach(
            row -> answers.put(row.getLong(0), new Answers.Answer(row.getInt(1), row.getInt(2))));
    return answers.isEmpty() ? Optional.empty() : Optional.of(new Answers(answers));
  }
}
