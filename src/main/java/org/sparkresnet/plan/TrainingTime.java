package org.sparkresnet.plan;

import java.util.function.IntToDoubleFunction;

/**
 * Duration of a training's rounds by what a round costs.
 *
 * @param seconds of all rounds
 * @param warmUp part of them that a process's first minibatches cost besides
 * @param rounds number of rounds
 * @param jobs number of Spark jobs in which they run
 */
public record TrainingTime(double seconds, double warmUp, long rounds, long jobs) {
  /**
   * Goes through a plan's rounds. A segment ends at an epoch's end, at a checkpoint, or when its
   * time is over; where rounds are jobs of their own, no segment costs anything more.
   *
   * @param pixels of an epoch's images, as a share of those of whole images, which the costs are of
   * @param segmentSeconds work after which a segment ends at the latest
   * @param checkpointEvery iterations between two checkpoints
   */
  public static TrainingTime of(
      Plan plan,
      RoundCosts costs,
      IntToDoubleFunction pixels,
      double segmentSeconds,
      long checkpointEvery) {
    double seconds = 0;
    double segment = 0;
    long rounds = 0;
    long roundsOfSegment = 0;
    long jobs = 0;
    boolean begins = true;
    for (long iteration = 0; iteration < plan.iterations(); ) {
      Plan.Round round = plan.roundAt(iteration, rounds);
      double images = pixels.applyAsDouble(round.epoch()) * plan.examplesOf(round) / plan.workers();
      double duration = costs.seconds(images, begins, round.firstMinibatch() == 0);
      segment = (begins ? 0 : segment) + duration;
      roundsOfSegment = (begins ? 0 : roundsOfSegment) + 1;
      jobs += begins ? 1 : 0;
      seconds += duration;
      rounds++;
      begins =
          round.endsEpoch()
              || segment >= segmentSeconds
              || roundsOfSegment >= RoundExecution.MOST_ROUNDS
              || round.iteration() / checkpointEvery != round.endIteration() / checkpointEvery;
      iteration = round.endIteration();
    }
    return new TrainingTime(seconds + costs.warmUp(), costs.warmUp(), rounds, jobs);
  }

  /** Images a second after the warm-up, of so many images in all. */
  public double imagesPerSecond(long images) {
    return images / (seconds - warmUp);
  }
}
