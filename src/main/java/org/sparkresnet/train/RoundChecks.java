package org.sparkresnet.train;

import java.util.List;
import org.sparkresnet.common.UserError;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.rounds.WorkerReport;

/**
 * Checks of a round's results: every image counted once, a finite loss, finite parameters. Driver
 * only.
 */
record RoundChecks(TrainConfig config) {
  /**
   * Checks the number of images of each worker and the loss.
   *
   * @param loss mean loss of the round's images
   * @throws IllegalStateException if a worker trained on another number of images than planned
   * @throws UserError of code DIVERGED if the loss is no finite number
   */
  void requireHealthy(Plan.Round round, List<WorkerReport> workers, double loss) {
    requireExactExamples(round, workers);
    if (!Double.isFinite(loss)) {
      throw UserError.diverged(
          "training diverged: loss is %s in iterations %d to %d (learning rate %s); lower train.learning-rate or lengthen train.warm-up.iterations"
              .formatted(
                  loss,
                  round.iteration(),
                  round.endIteration() - 1,
                  config.replica().optimizer().learningRate().at(round.iteration())));
    }
  }

  /**
   * Checks the parameters after a round, because no loss is computed after its last update.
   *
   * @throws UserError of code DIVERGED if a parameter is no finite number
   */
  void requireFinite(Plan.Round round, float[] parameters) {
    for (float parameter : parameters) {
      if (!Float.isFinite(parameter)) {
        throw UserError.diverged(
            "training diverged: a parameter is %s after iteration %d; lower train.learning-rate"
                .formatted(parameter, round.endIteration() - 1));
      }
    }
  }

  /**
   * Checks that an epoch used each training image exactly once.
   *
   * @throws IllegalStateException if it used another number of images
   */
  void requireWholeEpoch(Progress progress) {
    if (progress.epochExamples() != config.plan().examples()) {
      throw new IllegalStateException(
          "an epoch saw %d images instead of %d"
              .formatted(progress.epochExamples(), config.plan().examples()));
    }
  }

  private void requireExactExamples(Plan.Round round, List<WorkerReport> reports) {
    if (reports.size() != config.plan().workers()) {
      throw new IllegalStateException(
          "round %d: results of %d workers instead of %d"
              .formatted(round.number(), reports.size(), config.plan().workers()));
    }
    for (WorkerReport report : reports) {
      int expected = config.plan().examplesOf(round, report.worker());
      if (report.examples() != expected) {
        throw new IllegalStateException(
            "round %d: worker %d trained on %d images instead of %d"
                .formatted(round.number(), report.worker(), report.examples(), expected));
      }
    }
  }
}
