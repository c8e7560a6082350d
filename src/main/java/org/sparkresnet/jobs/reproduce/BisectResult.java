package org.sparkresnet.jobs.reproduce;

import java.util.List;
import java.util.Optional;
import org.sparkresnet.store.RunId;

/**
 * Result of a comparison of two runs.
 *
 * @param epochs that both have, with the weights after them
 * @param rounds that both have
 * @param epoch words on the first epoch whose weights differ; empty if none does
 * @param round words on the first round whose loss differs; empty if none does
 * @param causes differences of the manifests on which the bits depend, as "what before -> now"
 * @param others other differences of the manifests
 */
public record BisectResult(
    RunId first,
    RunId second,
    int epochs,
    long rounds,
    Optional<String> epoch,
    Optional<String> round,
    List<String> causes,
    List<String> others) {
  /** Copies the lists. */
  public BisectResult {
    causes = List.copyOf(causes);
    others = List.copyOf(others);
  }

  /** Tells whether the runs never part. */
  public boolean isSame() {
    return epoch.isEmpty() && round.isEmpty();
  }
}
