package org.sparkresnet.plan;

import java.io.Serializable;
import java.util.List;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.UserError;

/**
 * Number of minibatches of each worker between two averagings, as a function of the global
 * iteration: for example 1 until the first drop of the learning rate, then 16 (post-local SGD, Lin
 * et al. 2020).
 */
public record AveragingFrequency(List<Phase> phases) implements Serializable {
  /**
   * Phase of the run with one frequency.
   *
   * @param from global iteration at which the phase begins
   * @param every minibatches between two averagings
   */
  public record Phase(long from, int every) implements Serializable {
    /** Checks that every is at least 1. */
    public Phase {
      if (every < 1) {
        throw UserError.usage("train.averaging-frequency must be at least 1, cannot be: " + every);
      }
    }
  }

  /** Checks that the phases begin at 0 and ascend. */
  public AveragingFrequency {
    phases = List.copyOf(phases);
    if (phases.isEmpty() || phases.get(0).from() != 0) {
      throw UserError.usage("train.averaging-frequency must have a first phase with from = 0");
    }
    for (int i = 1; i < phases.size(); i++) {
      if (phases.get(i).from() <= phases.get(i - 1).from()) {
        throw UserError.usage(
            "train.averaging-frequency must have ascending from, cannot be: " + phases);
      }
    }
  }

  /** One frequency for the whole run. */
  public static AveragingFrequency every(int minibatches) {
    return new AveragingFrequency(List.of(new Phase(0, minibatches)));
  }

  /** Minibatches between two averagings where they are fewest. */
  public int lowest() {
    return phases.stream().mapToInt(Phase::every).min().orElseThrow();
  }

  /** Minibatches between two averagings where they are most. */
  public int highest() {
    return phases.stream().mapToInt(Phase::every).max().orElseThrow();
  }

  /** "4", or "4, from iteration 4,888 on 8, from 6,354 on 32". */
  public String text() {
    StringBuilder text = new StringBuilder().append(phases.get(0).every());
    for (Phase phase : phases.subList(1, phases.size())) {
      String from = phases.get(1).equals(phase) ? "from iteration" : "from";
      text.append(HumanText.format(", %s %,d on %d", from, phase.from(), phase.every()));
    }
    return text.toString();
  }

  /** Minibatches of the round that begins at this global iteration. */
  public int at(long iteration) {
    int every = 1;
    for (Phase phase : phases) {
      every = iteration >= phase.from() ? phase.every() : every;
    }
    return every;
  }
}
