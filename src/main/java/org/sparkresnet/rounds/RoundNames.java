package org.sparkresnet.rounds;

import java.util.List;
import org.sparkresnet.plan.Plan;

/** Names of rounds for people, who count rounds and epochs from 1. */
final class RoundNames {
  private RoundNames() {}

  /** Name of rounds of one epoch that follow each other, such as "rounds 1 to 400, epoch 3". */
  static String of(List<Plan.Round> rounds) {
    long first = rounds.get(0).number() + 1;
    long last = rounds.get(rounds.size() - 1).number() + 1;
    return "%s, epoch %d"
        .formatted(
            first == last ? "round " + first : "rounds %d to %d".formatted(first, last),
            rounds.get(0).epoch() + 1);
  }
}
