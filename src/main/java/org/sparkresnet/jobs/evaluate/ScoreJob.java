package org.sparkresnet.jobs.evaluate;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.ScoringImages;
import org.sparkresnet.evaluate.DistributedScoring;
import org.sparkresnet.evaluate.ScoredImages;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.RunLabel;
import org.sparkresnet.jobs.RunScope;
import org.sparkresnet.jobs.SavedModel;
import org.sparkresnet.registry.ModelReference;
import org.sparkresnet.store.RunCommand;
import org.sparkresnet.tables.rows.PredictionRow;

/**
 * Scores images with a saved model. The executors read the images, run the model and hand the rows
 * to the one task that writes the run's file; the driver sees no row. Driver only.
 */
public final class ScoreJob {
  private final JobContext context;

  /** Job on a context, which stays open. */
  public ScoreJob(JobContext context) {
    this.context = context;
  }

  /**
   * Scores all images; the run's rows appear when there is exactly one for each of them.
   *
   * @throws org.sparkresnet.common.UserError of code DATA if model or images cannot be used
   */
  public ScoreResult run(ScoreRequest request) throws IOException {
    return RunScope.of(
        context,
        request.config(),
        RunLabel.of(RunCommand.SCORE),
        request.run(),
        scope -> score(request, scope));
  }

  private ScoreResult score(ScoreRequest request, RunScope scope) {
    JobConfig config = context.fittedToEvaluate(request.config());
    AppliedModel applied = AppliedModel.load(context, config, request.model());
    SavedModel model = applied.saved();
    ScoringImages images =
        ScoringImages.find(
            context.hadoop(),
            request.inputs(),
            request.labels(),
            config.data().label(),
            model.classes());
    applied.begin(scope, RunCommand.SCORE, context, config);
    // A name for the same model also when there is another champion.
    Optional<String> version =
        ModelReference.parse(request.model(), config.registry().model())
            .map(named -> named.model() + "@" + model.version().orElseThrow());
    long started = System.nanoTime();
    ScoredRows counts =
        new DistributedScoring(
                context.sparkContext(),
                applied.replica(),
                model.normalization(context.hadoop(), config),
                config.evaluate().batchSize())
            .score(
                images,
                model.parameters(),
                scored -> write(scope, model, version, scored, images.images()));
    double seconds = (System.nanoTime() - started) / 1e9;
    scope.finish();
    return new ScoreResult(
        model,
        version,
        images.images(),
        images.files(),
        counts.labelled(),
        counts.right(),
        seconds);
  }

  private ScoredRows write(
      RunScope scope,
      SavedModel model,
      Optional<String> version,
      JavaRDD<ScoredImages> scored,
      long expected) {
    Dataset<Row> rows =
        PredictionRow.scored(context.spark(), scored, model.sha256(), version.orElse(null))
            // To one task, but not before the images are scored: that is done by all.
            .repartition(1)
            .sortWithinPartitions("example_id");
    AtomicReference<ScoredRows> counts = new AtomicReference<>();
    scope
        .tables()
        .replace(
            PredictionRow.TABLE,
            scope.run(),
            rows,
            written -> counts.set(ScoredRows.of(written).requireOneRowAnImage(expected)));
    return counts.get();
  }
}
