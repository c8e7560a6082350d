package org.sparkresnet.rounds;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.exchange.ExchangeException;
import org.sparkresnet.exchange.UnreachableException;

/**
 * Failures of a segment's tasks, and what they make of the segment.
 *
 * @param thrown exceptions of the tasks, in the order in which they failed
 * @param lost Spark's reasons for the loss of executors that had a task, by executor id
 */
record TaskFailures(List<Throwable> thrown, SortedMap<String, String> lost) {
  static final TaskFailures NONE = new TaskFailures(List.of(), new TreeMap<>());

  TaskFailures {
    thrown = List.copyOf(thrown);
    lost = Collections.unmodifiableSortedMap(new TreeMap<>(lost));
  }

  /**
   * Tells whether the first task failed because a connection to another executor did not come about
   * or has ended.
   */
  boolean mayComeFromLostExecutor() {
    return isOfMeeting()
        || (!thrown.isEmpty()
            && thrown.get(0) instanceof ExchangeException ended
            && ErrorText.ioFailure(ended) != null);
  }

  /**
   * Tells whether a worker could not reach another whose executor lives, which a further try would
   * not change.
   */
  private boolean isOfMeeting() {
    return lost.isEmpty() && !thrown.isEmpty() && thrown.get(0) instanceof UnreachableException;
  }

  /**
   * A user's error where there is one, else the segment's failure.
   *
   * @param failure Spark's own of the job; its first line about a barrier stage does not say why
   */
  RuntimeException reason(Throwable failure) {
    Optional<UserError> error =
        thrown.stream().flatMap(ofTask -> UserError.in(ofTask).stream()).findFirst();
    if (error.isPresent()) {
      return error.get();
    }
    return isOfMeeting()
        ? SegmentFailure.ofReach(ErrorText.of(thrown.get(0)))
        : SegmentFailure.ofTask(words(failure), failure);
  }

  /** Words of the first task that failed, and of Spark about each executor that was lost. */
  private String words(Throwable failure) {
    if (thrown.isEmpty() && lost.isEmpty()) {
      return ErrorText.of(failure);
    }
    return Stream.concat(
            thrown.stream().limit(1).map(ErrorText::of),
            lost.entrySet().stream()
                .map(
                    executor ->
                        "executor %s was lost: %s"
                            .formatted(executor.getKey(), ErrorText.of(executor.getValue()))))
        .collect(Collectors.joining("; "));
  }
}
