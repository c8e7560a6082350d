package org.sparkresnet.train;

/** Adds this process's time to the time that a run has taken before; for reports only. */
final class Clock {
  private final double before;
  private final long begin = System.nanoTime();

  Clock(double secondsBefore) {
    this.before = secondsBefore;
  }

  TrainingState stamp(TrainingState state) {
    double seconds = before + (System.nanoTime() - begin) / 1e9;
    return state.with(state.progress().withWallSeconds(seconds));
  }
}
