package org.sparkresnet.registry;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.MovedRows;
import org.sparkresnet.tables.TableReader;
import org.sparkresnet.tables.TableView;
import org.sparkresnet.tables.rows.PredictionRow;

/** Reader of the answers to the test images that a run left in the table predictions. */
public final class StoredPredictions {
  private StoredPredictions() {}

  /** Row of the table predictions, as far as it is needed. */
  private record Answered(
      long exampleId, OptionalInt actualId, int predictedId, String modelSha256) {
    static final TableView<Answered> VIEW = TableView.of(PredictionRow.TABLE, Answered.class);

    TestPredictions.Answer answer() {
      return new TestPredictions.Answer(actualId.orElseThrow(), predictedId);
    }
  }

  /** Runs one Spark job; empty if the table has none of that run and model. */
  public static Optional<TestPredictions> of(
      SparkSession spark, Store store, VersionManifest version) {
    return of(
        spark,
        store,
        version.run().runId(),
        answered -> answered.modelSha256().equals(version.sha256()));
  }

  /** Predictions of a run's model; runs one Spark job, empty if the table has none of the run. */
  public static Optional<TestPredictions> of(SparkSession spark, Store store, RunId run) {
    return of(spark, store, run, answered -> true);
  }

  private static Optional<TestPredictions> of(
      SparkSession spark, Store store, RunId run, Predicate<Answered> which) {
    SortedMap<Long, TestPredictions.Answer> answers = new TreeMap<>();
    MovedRows.reading(
            () ->
                Answered.VIEW.list(
                    TableReader.ofRun(spark, store, PredictionRow.TABLE, run)
                        .filter(PredictionRow.ofTestImages())))
        .stream()
        .filter(which)
        .forEach(answered -> answers.put(answered.exampleId(), answered.answer()));
    return answers.isEmpty() ? Optional.empty() : Optional.of(new TestPredictions(answers));
  }
}
