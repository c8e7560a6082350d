package org.sparkresnet.bench;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.config.TemperatureScaling;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.EvaluationImages;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.evaluate.DistributedEvaluation;
import org.sparkresnet.evaluate.StatisticsRecomputation;
import org.sparkresnet.evaluate.Temperature;
import org.sparkresnet.jobs.TrainingObserver;
import org.sparkresnet.nn.LogitScale;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.tables.rows.ScalingRow;
import org.sparkresnet.train.Progress;
import org.sparkresnet.train.RoundReport;
import org.sparkresnet.train.TrainingListener;
import org.sparkresnet.train.TrainingResult;

/**
 * Training and evaluation of one cell of a scaling table, as train would with the same keys: to the
 * same bits. Driver only.
 *
 * @param config configuration of the cell
 * @param trainConfig what the configuration means for these images
 */
record ScalingTraining(
    JavaSparkContext spark, CifarImages images, JobConfig config, TrainConfig trainConfig) {

  /** The cell's row; a training that diverges is a result too. */
  ScalingRow run(TrainingObserver observer) throws IOException {
    Rounds rounds = new Rounds();
    try {
      return finished(
          UnsavedTraining.run(
              spark,
              images.training(config.dataset().normalization()),
              trainConfig,
              config.train().execution(),
              TrainingListener.of(rounds, observer)));
    } catch (RuntimeException e) { // Spark may have wrapped it
      if (UserError.isIn(e, ExitCode.DIVERGED)) {
        return diverged(rounds);
      }
      throw e;
    }
  }

  private ScalingRow finished(TrainingResult trained) {
    TrainingResult result = calibrated(trained.withModel(recomputed(trained.model())));
    EvaluationImages test = images.test(config.dataset().normalization());
    ClassificationReport report =
        ClassificationReport.of(evaluation().evaluate(test, result.model()));
    result.requireFinite(test.split(), report.loss());
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

  private float[] recomputed(float[] model) {
    return new StatisticsRecomputation(
            spark,
            trainConfig.replica(),
            images.training(config.dataset().normalization()),
            trainConfig.plan().batchSize(),
            config.evaluate().recomputeStatistics())
        .recompute(model);
  }

  private TrainingResult calibrated(TrainingResult result) {
    if (config.evaluate().temperature() == TemperatureScaling.OFF) {
      return result;
    }
    EvaluationImages validation = images.validation(config.dataset().normalization());
    Temperature fitted = evaluation().fitTemperature(validation, result.model());
    result.requireFinite(validation.split(), fitted.lossBefore());
    return result.withModel(
        LogitScale.divided(trainConfig.replica().network(), result.model(), fitted.value()));
  }

  private DistributedEvaluation evaluation() {
    return new DistributedEvaluation(
        spark,
        trainConfig.replica().with(config.evaluationLayers()),
        config.evaluate().batchSize());
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
        trainConfig.plan().workers(),
        trainConfig.plan().frequency().at(0),
        (double) examples / trainConfig.plan().examples(),
        trainConfig.plan().batchSize(),
        config.train().schedule().peak(trainConfig.plan().workers()),
        imagesPerSecond,
        OptionalDouble.empty(),
        accuracy,
        loss,
        seconds,
        rounds,
        sha256,
        trainConfig.replica().network().displayName());
  }

  /** Counter of the rounds done. */
  private static final class Rounds implements TrainingListener {
    private long count;
    private long examples;
    private double seconds;

    @Override
    public void roundFinished(RoundReport round) {
      count++;
      examples += round.examples();
      seconds += round.seconds();
    }
  }
}
