package org.sparkresnet.jobs.train;

import java.util.OptionalDouble;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.EvaluationImages;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.evaluate.DistributedEvaluation;
import org.sparkresnet.evaluate.StatisticsRecomputation;
import org.sparkresnet.jobs.TrainingObserver;
import org.sparkresnet.jobs.forecast.TrainingMeter;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.train.EpochReport;
import org.sparkresnet.train.TrainingListener;

/**
 * Evaluator between epochs, and at the end where validation decides which model comes out: of the
 * validation images, if there are any, and of the test images, which decide nothing. Runs a Spark
 * job a split, after one for the running statistics if they are recomputed.
 */
record EpochEvaluator(
    JobConfig config,
    TrainConfig trainConfig,
    CifarImages images,
    StatisticsRecomputation statistics,
    DistributedEvaluation evaluation,
    RoundRecorder recorder,
    TrainingObserver observer,
    TrainingMeter meter)
    implements TrainingListener {

  @Override
  public OptionalDouble epochFinished(EpochReport epoch) {
    if (!isDue(epoch)) {
      return OptionalDouble.empty();
    }
    return SparkJobNames.step(
        evaluation.spark().sc(),
        "after epoch %d".formatted(epoch.epoch() + 1),
        () -> evaluate(epoch));
  }

  private OptionalDouble evaluate(EpochReport epoch) {
    float[] model = statistics.recompute(epoch.model());
    Normalization normalization = config.dataset().normalization();
    OptionalDouble validation =
        config.dataset().validationExamples() > 0
            ? OptionalDouble.of(evaluate(images.validation(normalization), epoch, model).accuracy())
            : OptionalDouble.empty();
    evaluate(images.test(normalization), epoch, model);
    recorder.tellFollowers();
    return validation;
  }

  private boolean isDue(EpochReport epoch) {
    if (epoch.iteration() >= trainConfig.plan().iterations()) {
      // The end has its own evaluation, unless this one decides which model that is of.
      return trainConfig.selection().isActive();
    }
    int every = config.evaluate().everyEpochs();
    return every > 0 && (epoch.epoch() + 1) % every == 0;
  }

  private ClassificationReport evaluate(EvaluationImages split, EpochReport epoch, float[] model) {
    long begin = System.nanoTime();
    ClassificationReport report = ClassificationReport.of(evaluation.evaluate(split, model));
    meter.evaluated(report.examples(), (System.nanoTime() - begin) / 1e9);
    recorder.evaluation(split.split(), report, epoch.iteration(), epoch.epoch());
    observer.evaluated(epoch, split.split(), report);
    return report;
  }
}
