package org.sparkresnet.jobs.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.config.Settings;
import org.sparkresnet.dataset.ScoringImages;
import org.sparkresnet.evaluate.DistributedScoring;
import org.sparkresnet.evaluate.ScoredImages;
import org.sparkresnet.jobs.Inference;
import org.sparkresnet.jobs.Manifests;
import org.sparkresnet.jobs.SavedModel;
import org.sparkresnet.replica.ReplicaSpec;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.PredictionRow;
import org.sparkresnet.tables.RunRow;
import org.sparkresnet.tables.TableWriter;

/**
 * One run of score. The executors read the images, ask the model and hand the rows to the one task
 * that writes the run's file; the driver sees none of them. Driver only.
 */
public final class ScoreJob {
  private final SparkSession spark;
  private final Store store;
  private final Settings settings;
  private final RunId run;
  private final Optional<String> modelVersion;
  private final Instant begin;

  /**
   * @param store for the holder of the run's lock
   * @param modelVersion NAME@VERSION, if the model was named by it
   */
  public ScoreJob(
      SparkSession spark,
      Store store,
      Settings settings,
      RunId run,
      Optional<String> modelVersion,
      Instant begin) {
    this.spark = spark;
    this.store = store;
    this.settings = settings;
    this.run = run;
    this.modelVersion = modelVersion;
    this.begin = begin;
  }

  /** What the written rows say of themselves. */
  private record Counts(long rows, long images, long labelled, long right) {
    static Counts of(Dataset<Row> written) {
      Row counts =
          written
              .agg(
                  count(lit(1)),
                  countDistinct(col("example_id")),
                  count(col("actual_id")),
                  count(when(col("actual_id").equalTo(col("predicted_id")), 1)))
              .first();
      return new Counts(counts.getLong(0), counts.getLong(1), counts.getLong(2), counts.getLong(3));
    }

    /** A lost or repeated task must not pass as a smaller or larger table. */
    Counts requireOneRowAnImage(long expected) {
      if (rows != expected || images != expected) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "wrote %,d rows of %,d images for %,d images",
                rows,
                images,
                expected));
      }
      return this;
    }
  }

  /** Scores all images; the run's rows appear when there is exactly one for each of them. */
  public void run(SavedModel.Loaded model, ScoringImages images, PrintWriter out) {
    ReplicaSpec replica = Inference.replica(model, settings);
    DistributedScoring scoring =
        new DistributedScoring(
            JavaSparkContext.fromSparkContext(spark.sparkContext()),
            replica,
            Inference.normalization(spark.sparkContext().hadoopConfiguration(), model, settings),
            settings.integer("evaluate.batch-size"));
    TableWriter tables = new TableWriter(spark, store);
    long started = System.nanoTime();
    Counts counts =
        scoring.score(
            images,
            model.parameters(),
            Math.max(1, spark.sparkContext().defaultParallelism()),
            scored -> write(tables, model, scored, images.images()));
    double seconds = (System.nanoTime() - started) / 1e9;
    tables.replace(RunRow.TABLE, run, List.of(row(model, replica)));
    out.println(text(model, images, counts, seconds));
  }

  private Counts write(
      TableWriter tables, SavedModel.Loaded model, JavaRDD<ScoredImages> scored, long expected) {
    Dataset<Row> rows =
        PredictionRow.scored(spark, scored, model.sha256(), modelVersion.orElse(null))
            // To one task, but not before the images are scored: that is done by all.
            .repartition(1)
            .sortWithinPartitions("example_id");
    AtomicReference<Counts> counts = new AtomicReference<>();
    tables.replace(
        PredictionRow.TABLE,
        run,
        rows,
        written -> counts.set(Counts.of(written).requireOneRowAnImage(expected)));
    return counts.get();
  }

  private RunRow row(SavedModel.Loaded model, ReplicaSpec replica) {
    return RunRow.finished(
        "score",
        begin,
        Manifests.manifest(run, "score", settings, replica.layers(), spark)
            .withModelSha256(model.sha256()),
        0);
  }

  private String text(
      SavedModel.Loaded model, ScoringImages images, Counts counts, double seconds) {
    return String.format(
        Locale.ROOT,
        "%s%s on %,d images of %d files: %s; %.1f s, %,.0f images/s",
        modelVersion.map(version -> version + ", ").orElse(""),
        model.network().displayName(),
        images.images(),
        images.files(),
        counts.labelled() == 0
            ? "no labels"
            : String.format(
                Locale.ROOT,
                "accuracy %.2f %% of %,d with labels",
                100.0 * counts.right() / counts.labelled(),
                counts.labelled()),
        seconds,
        images.images() / seconds);
  }
}
