package org.sparkresnet.jobs.train;

import java.util.Optional;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.config.TemperatureScaling;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.EvaluationImages;
import org.sparkresnet.evaluate.DistributedEvaluation;
import org.sparkresnet.evaluate.Temperature;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.train.TrainingResult;

/** Calibration of the model that a training gave, on the validation images. Driver only. */
record Calibration(
    JobContext context,
    JobConfig config,
    TrainConfig trainConfig,
    CifarImages images,
    DistributedEvaluation evaluation,
    RoundRecorder recorder) {

  /**
   * Fits a temperature and tells it; runs one Spark job. Empty if none is asked for.
   *
   * @throws UserError of code DIVERGED if the model has no loss
   */
  Optional<Temperature> fit(TrainingResult result) {
    if (config.evaluate().temperature() == TemperatureScaling.OFF) {
      return Optional.empty();
    }
    EvaluationImages validation = images.validation(config.dataset().normalization());
    Temperature fitted = evaluation.fitTemperature(validation, result.model());
    result.requireFinite(validation.split(), fitted.lossBefore());
    context
        .listener()
        .note(
            HumanText.format(
                "temperature %.4f, fitted on %s: their loss is %.4f with it, %.4f without",
                fitted.value(),
                HumanText.count(fitted.examples(), "validation image"),
                fitted.lossAfter(),
                fitted.lossBefore()));
    if (fitted.isAtLimit()) {
      context
          .listener()
          .warning(
              HumanText.format(
                  "evaluate.temperature: the validation images ask for a temperature outside of %s to %s; dataset.validation-examples may be too few",
                  Temperature.LOWEST, Temperature.HIGHEST));
    }
    recorder.temperature(
        fitted.value(),
        result.modelIteration(),
        trainConfig.plan().epochsAt(result.modelIteration()) - 1);
    return Optional.of(fitted);
  }
}
