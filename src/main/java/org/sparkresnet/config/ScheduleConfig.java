package org.sparkresnet.config;

import java.util.List;
import org.sparkresnet.replica.LearningRate;

/**
 * The keys of train that {@link LearningRate} follows from.
 *
 * @param learningRate highest rate of the schedule with one worker
 * @param scaling of the highest rate by the number of workers
 * @param cosineLast last rate of the schedule COSINE, as a share of the highest
 */
public record ScheduleConfig(
    double learningRate,
    Scaling scaling,
    Schedule schedule,
    Step step,
    OneCycle oneCycle,
    double cosineLast,
    WarmUp warmUp) {

  /** Values of train.learning-rate-scaling. */
  public enum Scaling {
    /** One rate for every number of workers. */
    NONE,
    /** Proportional to the number of workers. */
    LINEAR,
    /** Proportional to the square root of the number of workers. */
    SQRT
  }

  /** Values of train.schedule. */
  public enum Schedule {
    /** {@link LearningRate.Constant}. */
    CONSTANT,
    /** {@link LearningRate.Step}. */
    STEP,
    /** {@link LearningRate.OneCycle}. */
    ONE_CYCLE,
    /** {@link LearningRate.Cosine}. */
    COSINE
  }

  /** Drops of the schedule STEP: at each of the iterations the rate is multiplied by the factor. */
  public record Step(List<Long> at, double factor) {
    /** Copies the iterations. */
    public Step {
      at = List.copyOf(at);
    }
  }

  /**
   * Shares of the schedule ONE_CYCLE, of the run at the peak and of the highest rate at both ends.
   */
  public record OneCycle(double peakAt, double first, double last) {}

  /** Slower first iterations of any schedule; none if iterations is 0. */
  public record WarmUp(int iterations, double factor, boolean linear) {}

  static ScheduleConfig of(Settings settings) {
    return new ScheduleConfig(
        settings.decimal("train.learning-rate", Rule.above(0)),
        settings.choice("train.learning-rate-scaling", Scaling.class),
        settings.choice("train.schedule", Schedule.class),
        new Step(
            settings.longIntegers("train.step.at"),
            settings.decimal("train.step.factor", Rule.SHARE)),
        new OneCycle(
            settings.decimal("train.one-cycle.peak-at"),
            settings.decimal("train.one-cycle.first", Rule.SHARE),
            settings.decimal("train.one-cycle.last", Rule.SHARE)),
        settings.decimal("train.cosine.last", Rule.SHARE),
        new WarmUp(
            settings.integer("train.warm-up.iterations", Rule.atLeast(0)),
            settings.decimal("train.warm-up.factor", Rule.SHARE),
            settings.flag("train.warm-up.linear")));
  }

  /** The highest learning rate of the schedule, scaled by the workers. */
  public double peak(int workers) {
    return switch (scaling) {
      case NONE -> learningRate;
      case LINEAR -> learningRate * workers;
      case SQRT -> learningRate * Math.sqrt(workers);
    };
  }

  /** Tells whether the schedule counts iterations, rather than shares of the run. */
  public boolean countsIterations() {
    return schedule == Schedule.STEP || warmUp.iterations() > 0;
  }

  /** The learning rate of every iteration of a run of so many. */
  LearningRate rate(int workers, long iterations) {
    return withPeak(peak(workers), iterations);
  }

  /** The rate of every iteration of a run of so many, with another highest rate. */
  LearningRate withPeak(double peak, long iterations) {
    LearningRate rate =
        switch (schedule) {
          case CONSTANT -> new LearningRate.Constant(peak);
          case STEP -> new LearningRate.Step(peak, step.factor(), step.at());
          case ONE_CYCLE ->
              new LearningRate.OneCycle(
                  peak, oneCycle.first(), oneCycle.last(), oneCycle.peakAt(), iterations);
          case COSINE -> new LearningRate.Cosine(peak, cosineLast, iterations);
        };
    return warmUp.iterations() == 0
        ? rate
        : new LearningRate.WarmUp(rate, warmUp.iterations(), warmUp.factor(), warmUp.linear());
  }
}
