package org.sparkresnet.exchange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Parts that have arrived for one worker, by round. A worker may be a round ahead of another, but
 * never two: it needs the other's answer. Safe for several threads.
 */
final class Inbox {
  private final int workers;
  private final Map<Integer, Letter[]> rounds = new HashMap<>();
  private ExchangeException failure;

  Inbox(int workers) {
    this.workers = workers;
  }

  /** Way back to the sender of a part. */
  @FunctionalInterface
  interface Reply {
    void send(AnswerBytes answer);
  }

  /** Part with the way back to its sender. */
  record Letter(Part part, Reply reply) {}

  synchronized void put(Part part, Reply reply) {
    rounds.computeIfAbsent(part.round(), round -> new Letter[workers])[part.worker()] =
        new Letter(part, reply);
    notifyAll();
  }

  /** Ends the waiting for parts, because one of their senders is gone. */
  synchronized void fail(ExchangeException reason) {
    failure = failure == null ? reason : failure;
    notifyAll();
  }

  /**
   * Waits until the parts of all workers are there, and removes them.
   *
   * @param deadline of System.nanoTime()
   * @return in the order of the workers; empty if the deadline has passed
   * @throws ExchangeException if a sender is gone
   */
  synchronized Optional<List<Letter>> take(int round, long deadline) throws InterruptedException {
    while (!isComplete(round)) {
      if (failure != null) {
        throw failure;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return Optional.empty();
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return Optional.of(Arrays.asList(rounds.remove(round)));
  }

  /** Workers whose part of a round has not arrived. */
  synchronized List<Integer> missing(int round) {
    Letter[] letters = rounds.getOrDefault(round, new Letter[workers]);
    List<Integer> missing = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      if (letters[worker] == null) {
        missing.add(worker);
      }
    }
    return missing;
  }

  private boolean isComplete(int round) {
    Letter[] letters = rounds.get(round);
    return letters != null && Arrays.stream(letters).allMatch(letter -> letter != null);
  }
}
