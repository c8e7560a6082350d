package org.sparkresnet.train;

/**
 * How far a run has come; everything here survives in a checkpoint.
 *
 * @param iteration next global iteration
 * @param rounds rounds done
 * @param examples images trained on
 * @param epochExamples those of the epoch under way
 * @param epochLossSum sum of their losses
 * @param fitExamples images of the rounds that count for the speed (all but each process's first)
 * @param fitSeconds duration of those rounds
 * @param wallSeconds duration of the run so far, over all its processes
 */
public record Progress(
    long iteration,
    long rounds,
    long examples,
    long epochExamples,
    double epochLossSum,
    long fitExamples,
    double fitSeconds,
    double wallSeconds) {
  /** The beginning of a run. */
  static final Progress START = new Progress(0, 0, 0, 0, 0, 0, 0, 0);

  /** Steady-state speed: without the first round, evaluation and checkpoints. */
  public double imagesPerSecond() {
    return fitSeconds > 0 ? fitExamples / fitSeconds : 0;
  }

  /**
   * After a round.
   *
   * @param speedSeconds its duration if it counts for the speed, else 0
   */
  Progress after(Plan.Round round, long roundExamples, double lossSum, double speedSeconds) {
    return new Progress(
        round.endIteration(),
        rounds + 1,
        examples + roundExamples,
        epochExamples + roundExamples,
        epochLossSum + lossSum,
        fitExamples + (speedSeconds > 0 ? roundExamples : 0),
        fitSeconds + speedSeconds,
        wallSeconds);
  }

  /** At the beginning of an epoch. */
  Progress atNewEpoch() {
    return new Progress(iteration, rounds, examples, 0, 0, fitExamples, fitSeconds, wallSeconds);
  }

  Progress withWallSeconds(double seconds) {
    return new Progress(
        iteration, rounds, examples, epochExamples, epochLossSum, fitExamples, fitSeconds, seconds);
  }
}
