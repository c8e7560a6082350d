package org.sparkresnet.config;

import org.sparkresnet.common.UserError;
import org.sparkresnet.replica.LearningRate;

/** Turns the keys train.schedule and train.learning-rate into a learning rate. */
public final class Schedules {
  private Schedules() {}

  /** Values of train.learning-rate-scaling. */
  enum Scaling {
    NONE,
    LINEAR,
    SQRT
  }

  /** Values of train.schedule. */
  enum Schedule {
    CONSTANT,
    STEP,
    ONE_CYCLE,
    COSINE
  }

  /** The highest learning rate of the schedule, scaled by the workers. */
  public static double peakLearningRate(Settings settings, int workers) {
    double rate = settings.decimal("train.learning-rate");
    if (!(rate > 0)) {
      throw UserError.usage("train.learning-rate must be above 0, cannot be: " + rate);
    }
    return switch (settings.choice("train.learning-rate-scaling", Scaling.class)) {
      case NONE -> rate;
      case LINEAR -> rate * workers;
      case SQRT -> rate * Math.sqrt(workers);
    };
  }

  /** The learning rate of every iteration of a run of so many. */
  static LearningRate learningRate(Settings settings, int workers, long iterations) {
    double peak = peakLearningRate(settings, workers);
    LearningRate schedule =
        switch (settings.choice("train.schedule", Schedule.class)) {
          case CONSTANT -> new LearningRate.Constant(peak);
          case STEP ->
              new LearningRate.Step(
                  peak,
                  settings.decimal("train.step.factor"),
                  settings.longIntegers("train.step.at"));
          case ONE_CYCLE ->
              new LearningRate.OneCycle(
                  peak,
                  settings.decimal("train.one-cycle.first"),
                  settings.decimal("train.one-cycle.last"),
                  settings.decimal("train.one-cycle.peak-at"),
                  iterations);
          case COSINE ->
              new LearningRate.Cosine(peak, settings.decimal("train.cosine.last"), iterations);
        };
    long warmUp = settings.longInteger("train.warm-up.iterations");
    return warmUp == 0
        ? schedule
        : new LearningRate.WarmUp(
            schedule,
            warmUp,
            settings.decimal("train.warm-up.factor"),
            settings.flag("train.warm-up.linear"));
  }
}
