package org.sparkresnet.jobs.reproduce;

import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.Sha256;

/**
 * First places at which two trainings part.
 *
 * @param epoch first epoch after which their weights differ; empty if none does
 * @param round first round whose loss differs; empty if none does
 */
record Parting(Optional<Epoch> epoch, Optional<Round> round) {
  private static final int DIGITS = 12;

  /** Weights of both after an epoch. */
  record Epoch(int epoch, Trace.Weights first, Trace.Weights second) {
    String text() {
      return HumanText.format(
          "after epoch %d, at iteration %,d, params_sha256 is %s… and %s…",
          epoch + 1,
          second.iteration(),
          Sha256.shortened(first.sha256(), DIGITS),
          Sha256.shortened(second.sha256(), DIGITS));
    }
  }

  /**
   * Round of either.
   *
   * @param begin global iteration before its first minibatch
   * @param end global iteration after its last minibatch, in the training where it ends first
   * @param first loss of the first training; empty if it has no round that ends there
   */
  record Round(int epoch, long begin, long end, Optional<Double> first, Optional<Double> second) {
    String text() {
      return HumanText.format(
          "in epoch %d, from iteration %,d to %,d, %s",
          epoch + 1,
          begin,
          end,
          first.isPresent() && second.isPresent()
              ? "the loss is " + first.get() + " and " + second.get()
              : "only one of them has a round that ends there");
    }
  }

  /**
   * Compares what both have: a training that was not ended, or is shorter, is no other for that.
   * The last round of the shorter one may end before the longer one's, where its iterations do.
   */
  static Parting between(Trace first, Trace second) {
    return new Parting(epoch(first, second), round(first, second));
  }

  private static Optional<Epoch> epoch(Trace first, Trace second) {
    for (Map.Entry<Integer, Trace.Weights> entry : first.epochs().entrySet()) {
      Trace.Weights other = second.epochs().get(entry.getKey());
      if (other != null && !other.equals(entry.getValue())) {
        return Optional.of(new Epoch(entry.getKey(), entry.getValue(), other));
      }
    }
    return Optional.empty();
  }

  private static Optional<Round> round(Trace first, Trace second) {
    if (first.losses().isEmpty() || second.losses().isEmpty()) {
      return Optional.empty();
    }
    long last = Math.min(first.losses().lastKey(), second.losses().lastKey());
    long begin = 0;
    SortedSet<Long> ends = new TreeSet<>(first.losses().keySet());
    ends.addAll(second.losses().keySet());
    for (long end : ends.headSet(last + 1)) {
      Optional<Trace.Loss> a = Optional.ofNullable(first.losses().get(end));
      Optional<Trace.Loss> b = Optional.ofNullable(second.losses().get(end));
      boolean isCutShort = end == last && (a.isEmpty() || b.isEmpty());
      if (!a.equals(b) && !isCutShort) {
        return Optional.of(
            new Round(
                a.or(() -> b).orElseThrow().epoch(),
                begin,
                end,
                a.map(Trace.Loss::value),
                b.map(Trace.Loss::value)));
      }
      begin = end;
    }
    return Optional.empty();
  }

  /** Tells whether they never part. */
  boolean isNone() {
    return epoch.isEmpty() && round.isEmpty();
  }
}
