package org.sparkresnet.cli.display;

import java.util.OptionalDouble;
import org.sparkresnet.dataset.CropSizes;
import org.sparkresnet.plan.Plan;

/** Time that a training still takes, by the rounds that it has had: smaller images take less. */
final class TimeLeft {
  private final Plan plan;
  private final CropSizes crops;
  private boolean warm;
  private double seconds;
  private double work;

  TimeLeft(Plan plan, CropSizes crops) {
    this.plan = plan;
    this.crops = crops;
  }

  /** Adds a round; a process's first one builds the networks, and does not count. */
  void add(Plan.Round round, double roundSeconds) {
    if (warm) {
      seconds += roundSeconds;
      work += round.minibatches() * crops.pixels(round.epoch());
    }
    warm = true;
  }

  /** Seconds of the rounds that count. */
  double measured() {
    return seconds;
  }

  /** Seconds of the iterations from one on; empty before a round counts. */
  OptionalDouble from(long iteration) {
    if (work == 0) {
      return OptionalDouble.empty();
    }
    double left = 0;
    long perEpoch = plan.iterationsPerEpoch();
    for (long begin = iteration; begin < plan.iterations(); ) {
      long epoch = begin / perEpoch;
      long end = Math.min((epoch + 1) * perEpoch, plan.iterations());
      left += (end - begin) * crops.pixels((int) epoch);
      begin = end;
    }
    return OptionalDouble.of(left * seconds / work);
  }
}
