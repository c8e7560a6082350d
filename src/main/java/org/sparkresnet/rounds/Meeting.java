package org.sparkresnet.rounds;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sparkresnet.exchange.Arrivals;
import org.sparkresnet.exchange.ExchangeSettings;

/**
 * Meeting of a segment's workers, and the time that it may take. A worker that has begun is waited
 * for longer than one of which nothing is heard: it may have a network to build.
 */
record Meeting(Arrivals.Standing standing, ExchangeSettings exchange) {
  /** Workers that a line names. */
  private static final int MOST_NAMED = 10;

  /**
   * Words on who did not come, if it is time to give the meeting up.
   *
   * @param idleSeconds time in which no task of the segment ran
   */
  Optional<String> failure(double idleSeconds) {
    int limit = exchange.timeoutSeconds();
    if (idleSeconds > limit
        || (!standing.notBegun().isEmpty() && standing.sinceFirstBegunSeconds() > limit)) {
      return Optional.of(
          "%d of %d workers could begin within %d seconds (train.exchange.timeout-seconds)%s"
              .formatted(
                  standing.workers() - standing.notBegun().size(),
                  standing.workers(),
                  limit,
                  named(standing.notBegun())));
    }
    if (!standing.complete() && standing.sinceFirstJoinedSeconds() > exchange.joiningSeconds()) {
      return Optional.of(
          "%d of %d workers were ready to train within %d seconds (four times train.exchange.timeout-seconds)%s"
              .formatted(
                  standing.workers() - standing.notJoined().size(),
                  standing.workers(),
                  exchange.joiningSeconds(),
                  named(standing.notJoined())));
    }
    return Optional.empty();
  }

  /** Says which workers are missing; nothing if all are, or none is. */
  private String named(List<Integer> missing) {
    if (missing.isEmpty() || missing.size() == standing.workers()) {
      return "";
    }
    return missing.size() == 1
        ? ": worker %d did not come".formatted(missing.get(0))
        : ": workers %s did not come".formatted(list(missing));
  }

  private static String list(List<Integer> workers) {
    boolean many = workers.size() > MOST_NAMED;
    int listed = many ? MOST_NAMED - 1 : workers.size() - 1;
    return workers.stream().limit(listed).map(String::valueOf).collect(Collectors.joining(", "))
        + " and "
        + (many ? workers.size() - listed + " others" : workers.get(listed));
  }
}
