package org.sparkresnet.train;

import java.util.OptionalDouble;
import org.sparkresnet.plan.Plan;

/**
 * Progress of a run: counters and sums that are saved in checkpoints.
 *
 * @param iteration next global iteration
 * @param rounds number of finished rounds
 * @param examples images trained on in the run
 * @param epochExamples images trained on in the current epoch
 * @param epochLossSum sum of the losses of these images
 * @param epochRight number of these images that were answered right while they were trained on;
 *     {@link #NOT_COUNTED} if the epoch was begun by a build that did not count
 * @param fitExamples images of the rounds that count for the speed (all but each process's first)
 * @param fitSeconds duration of the rounds that count for the speed
 * @param wallSeconds duration of the run so far, over all its processes
 */
public record Progress(
    long iteration,
    long rounds,
    long examples,
    long epochExamples,
    double epochLossSum,
    long epochRight,
    long fitExamples,
    double fitSeconds,
    double wallSeconds) {
  /** Number of right answers of an epoch that nobody counted from its beginning. */
  static final long NOT_COUNTED = -1;

  /** Progress at the beginning of a run. */
  static final Progress START = new Progress(0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** Steady-state speed: without first rounds, evaluation and checkpoints. */
  public double imagesPerSecond() {
    return fitSeconds > 0 ? fitExamples / fitSeconds : 0;
  }

  /** Share of the current epoch's images that were answered right, if they were counted. */
  OptionalDouble epochAccuracy() {
    return epochRight == NOT_COUNTED
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) epochRight / epochExamples);
  }

  /**
   * The progress after a round.
   *
   * @param speedSeconds duration of the round if it counts for the speed, else 0
   */
  Progress after(
      Plan.Round round, long roundExamples, double lossSum, long right, double speedSeconds) {
    return new Progress(
        round.endIteration(),
        rounds + 1,
        examples + roundExamples,
        epochExamples + roundExamples,
        epochLossSum + lossSum,
        epochRight == NOT_COUNTED ? NOT_COUNTED : epochRight + right,
        fitExamples + (speedSeconds > 0 ? roundExamples : 0),
        fitSeconds + speedSeconds,
        wallSeconds);
  }

  /** The progress at the beginning of the next epoch. */
  Progress atNewEpoch() {
    return new Progress(iteration, rounds, examples, 0, 0, 0, fitExamples, fitSeconds, wallSeconds);
  }

  /** A clock that adds this process's time to the time that the run took before. */
  Clock startClock() {
    return new Clock(wallSeconds, System.nanoTime());
  }

  /**
   * Wall clock of a run over all its processes; used for reports only.
   *
   * @param secondsBefore duration of the run before this process
   * @param beginNanos System.nanoTime() when this process began
   */
  record Clock(double secondsBefore, long beginNanos) {
    /** The progress with the run's duration so far. */
    Progress stamp(Progress progress) {
      double seconds = secondsBefore + (System.nanoTime() - beginNanos) / 1e9;
      return new Progress(
          progress.iteration,
          progress.rounds,
          progress.examples,
          progress.epochExamples,
          progress.epochLossSum,
          progress.epochRight,
          progress.fitExamples,
          progress.fitSeconds,
          seconds);
    }
  }
}
