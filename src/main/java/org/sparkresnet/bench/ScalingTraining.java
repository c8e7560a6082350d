package org.sparkresnet.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkresnet.cli.Main;
import org.sparkresnet.cli.TrainingProgress;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.Recipes;
import org.sparkresnet.config.Schedules;
import org.sparkresnet.config.Settings;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.evaluate.DistributedEvaluation;
import org.sparkresnet.jobs.train.UnsavedTraining;
import org.sparkresnet.tables.ScalingRow;
import org.sparkresnet.train.Progress;
import org.sparkresnet.train.RoundReport;
import org.sparkresnet.train.TrainConfig;
import org.sparkresnet.train.TrainingListener;
import org.sparkresnet.train.TrainingResult;

/**
 * Trains and evaluates one cell of a scaling table, as train would with the same settings: to the
 * same bits. Driver only.
 *
 * @param settings of the cell
 * @param config the recipe of these settings
 */
record ScalingTraining(
    JavaSparkContext spark, CifarImages images, Settings settings, TrainConfig config) {

  /** The cell's row; a training that diverges is a result too. */
  ScalingRow run(PrintWriter out) throws IOException {
    Rounds rounds = new Rounds(new TrainingProgress(out, config.plan()));
    try {
      TrainingResult result;
      try (rounds.progress) {
        result =
            UnsavedTraining.run(
                spark, images.training(Recipes.normalization(settings)), config, rounds);
      }
      return finished(result);
    } catch (RuntimeException e) { // Spark may have wrapped it
      if (Main.userError(e).map(UserError::kind).equals(Optional.of(UserError.Kind.DIVERGED))) {
        return diverged(rounds);
      }
      throw e;
    }
  }

  private ScalingRow finished(TrainingResult result) {
    ClassificationReport report =
        ClassificationReport.of(
            new DistributedEvaluation(
                    spark, config.replica(), settings.integer("evaluate.batch-size"))
                .evaluate(images.test(Recipes.normalization(settings)), result.model(), false));
    Progress progress = result.progress();
    return row(
        progress.examples(),
        progress.fitSeconds() > 0
            ? OptionalDouble.of(progress.imagesPerSecond())
            : OptionalDouble.empty(),
        OptionalDouble.of(report.accuracy()),
        report.loss(),
        progress.wallSeconds(),
        progress.rounds(),
        Optional.of(result.parametersSha256()));
  }

  private ScalingRow diverged(Rounds rounds) {
    return row(
        rounds.examples,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        Double.NaN,
        rounds.seconds,
        rounds.count,
        Optional.empty());
  }

  private ScalingRow row(
      long examples,
      OptionalDouble imagesPerSecond,
      OptionalDouble accuracy,
      double loss,
      double seconds,
      long rounds,
      Optional<String> sha256) {
    return new ScalingRow(
        config.plan().workers(),
        settings.integer(Recipes.AVERAGING_FREQUENCY),
        (double) examples / config.plan().examples(),
        config.plan().batchSize(),
        Schedules.peakLearningRate(settings, config.plan().workers()),
        imagesPerSecond,
        OptionalDouble.empty(),
        accuracy,
        loss,
        seconds,
        rounds,
        sha256,
        config.replica().network().displayName());
  }

  /** How far training came. */
  private static final class Rounds implements TrainingListener {
    private final TrainingProgress progress;
    private long count;
    private long examples;
    private double seconds;

    Rounds(TrainingProgress progress) {
      this.progress = progress;
    }

    @Override
    public void roundFinished(RoundReport round) {
      count++;
      examples += round.examples();
      seconds += round.seconds();
      progress.show(round);
    }
  }
}
