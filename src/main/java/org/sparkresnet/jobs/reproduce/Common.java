package org.sparkresnet.jobs.reproduce;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Epochs and rounds that two trainings both have.
 *
 * @param epochs numbers of the epochs
 * @param rounds global iterations after the rounds
 */
record Common(SortedSet<Integer> epochs, SortedSet<Long> rounds) {
  static Common of(Trace first, Trace second) {
    SortedSet<Integer> epochs = new TreeSet<>(first.epochs().keySet());
    epochs.retainAll(second.epochs().keySet());
    SortedSet<Long> rounds = new TreeSet<>(first.losses().keySet());
    rounds.retainAll(second.losses().keySet());
    return new Common(epochs, rounds);
  }

  boolean isNone() {
    return epochs.isEmpty() && rounds.isEmpty();
  }
}
