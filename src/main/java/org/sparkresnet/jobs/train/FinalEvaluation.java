package org.sparkresnet.jobs.train;

import java.util.Optional;
import org.sparkresnet.common.Split;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.EvaluationImages;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.evaluate.DistributedEvaluation;
import org.sparkresnet.jobs.EvaluationRecorder;
import org.sparkresnet.jobs.EvaluationRecorder.Evaluated;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.train.TrainingResult;

/**
 * Evaluation of the model that a training gave: of the validation images, if there are any, of the
 * training images, if they are asked for, and of the test images. Runs a Spark job a split.
 */
record FinalEvaluation(
    JobConfig config,
    TrainConfig trainConfig,
    CifarImages images,
    DistributedEvaluation evaluation,
    RoundRecorder recorder) {

  /** Scores of a model. */
  record Scores(Evaluated test, Optional<ClassificationReport> training) {}

  /**
   * Evaluates the model.
   *
   * @throws UserError of code DIVERGED if a loss is no finite number
   */
  Scores of(TrainingResult result, EvaluationRecorder rows) {
    Normalization normalization = config.dataset().normalization();
    if (config.dataset().validationExamples() > 0) {
      evaluate(images.validation(normalization), result, rows);
    }
    Optional<ClassificationReport> training =
        config.evaluate().trainingImages()
            ? Optional.of(rows.evaluateTraining(evaluation, images, normalization, result.model()))
            : Optional.empty();
    training.ifPresent(report -> result.requireFinite(Split.TRAIN, report.loss()));
    return new Scores(evaluate(images.test(normalization), result, rows), training);
  }

  private Evaluated evaluate(
      EvaluationImages split, TrainingResult result, EvaluationRecorder rows) {
    Evaluated evaluated =
        rows.evaluate(evaluation, split, result.model(), config.evaluate().testTimeFlips());
    result.requireFinite(split.split(), evaluated.report().loss());
    long step = result.modelIteration();
    // Where validation decides which model it is, the models of an epoch's end and of the run's
    // end are evaluated while training, and their metrics stand already.
    boolean stands =
        trainConfig.selection().isActive()
            && (step % trainConfig.plan().iterationsPerEpoch() == 0
                || step >= trainConfig.plan().iterations());
    if (!stands) {
      recorder.evaluation(
          split.split(), evaluated.report(), step, trainConfig.plan().epochsAt(step) - 1);
    }
    return evaluated;
  }
}
