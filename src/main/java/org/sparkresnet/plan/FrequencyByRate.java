package org.sparkresnet.plan;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.sparkresnet.plan.AveragingFrequency.Phase;
import org.sparkresnet.replica.LearningRate;

/**
 * Averaging frequency that follows the learning rate: in each phase the largest power of two up to
 * 64 that {@link AveragingLoss} allows. What counts is the highest rate still to come, so that a
 * slow start of the schedule has the frequency of its peak, and the frequency never falls. A run
 * whose peak is below the rate that the law was fitted at is taken as one that has this rate as its
 * peak: with a lower rate the curvature grows (Cohen et al. 2021). The quadratic synchronisation
 * rule (Gu et al. 2024) does not follow the rate during warm-up either.
 */
public final class FrequencyByRate {
  /** Frequency of one worker, whose average is itself: the same bits in fewer rounds. */
  private static final int ALONE = 16;

  /** Iterations at which the rate is looked at; in a longer run, evenly spread ones. */
  private static final long MOST_LOOKS = 100_000;

  private FrequencyByRate() {}

  /**
   * The frequency of a run, with at most seven phases.
   *
   * @param imagesAStep images of a step of all workers together
   * @param iterations iterations of the whole run, at least 1
   */
  public static AveragingFrequency of(
      int workers, long imagesAStep, LearningRate learningRate, long iterations) {
    if (workers == 1) {
      return AveragingFrequency.every(ALONE);
    }
    AveragingLoss loss = new AveragingLoss(workers, imagesAStep);
    long stride = (iterations - 1) / MOST_LOOKS + 1;
    double scale = Math.max(1, AveragingLoss.FITTED_RATE / peak(learningRate, iterations, stride));
    Deque<Phase> phases = new ArrayDeque<>();
    double highest = 0;
    int every = AveragingLoss.MOST;
    long from = iterations;
    for (long i = (iterations - 1) / stride * stride; i >= 0; i -= stride) {
      double rate = scale * learningRate.at(i);
      int allowed = rate > highest ? loss.rarest(rate, every) : every;
      if (allowed < every && from < iterations) {
        phases.addFirst(new Phase(from, every));
      }
      highest = Math.max(highest, rate);
      every = allowed;
      from = i;
    }
    phases.addFirst(new Phase(0, every));
    return new AveragingFrequency(List.copyOf(phases));
  }

  private static double peak(LearningRate learningRate, long iterations, long stride) {
    double peak = 0;
    for (long i = 0; i < iterations; i += stride) {
      peak = Math.max(peak, learningRate.at(i));
    }
    return peak > 0 ? peak : AveragingLoss.FITTED_RATE; // without a rate nothing drifts
  }
}
