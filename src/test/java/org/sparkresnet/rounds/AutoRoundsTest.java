package org.sparkresnet.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.plan.RoundExecution;
import org.sparkresnet.replica.Weights;
import org.sparkresnet.testing.LocalSpark;

class AutoRoundsTest {
  private static final RoundExecution EXECUTION = JobConfig.defaults().train().execution();
  private static final SharedState STATE =
      new SharedState(new Weights(new float[0], new float[0]), new float[0], new float[0]);

  /** Longer than segments are given up for, so that the next rounds are tried as one. */
  private static final double SECONDS = 1e9;

  private final JavaSparkContext spark =
      JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
  private final List<String> warnings = new ArrayList<>();

  private AutoRounds rounds(int workers, Deque<SegmentFailure> failures) {
    return new AutoRounds(
        spark,
        (epoch, rounds, state) -> {
          if (failures.isEmpty()) {
            return advance(rounds);
          }
          throw failures.remove();
        },
        (epoch, rounds, state) -> advance(rounds),
        EXECUTION,
        workers,
        warnings::add);
  }

  private static Advance advance(List<Plan.Round> rounds) {
    return new Advance(
        List.of(new RoundResult(rounds.get(0), List.of(), SECONDS, 0, 0, 0, 0, 0)), STATE);
  }

  private static int failedTasks(AutoRounds rounds) {
    Plan.Round round = new Plan.Round(0, 0, 0, 0, 1, true);
    return rounds.advance(null, List.of(round), STATE).rounds().get(0).failedTasks();
  }

  private static SegmentFailure ofTask(String message) {
    return SegmentFailure.ofTask(message, new IllegalStateException(message));
  }

  @Test
  void eachKindOfReasonIsSaidOnce() {
    Deque<SegmentFailure> failures = new ArrayDeque<>();
    failures.add(SegmentFailure.ofMeeting("worker 1 did not come"));
    failures.add(SegmentFailure.ofMeeting("worker 2 did not come"));
    failures.addAll(Collections.nCopies(2, ofTask("the disk does not answer")));
    failures.add(SegmentFailure.ofReach("worker 1 cannot be reached"));
    failures.addAll(Collections.nCopies(3, ofTask("another disk does not answer")));
    failures.add(SegmentFailure.ofReach("worker 2 cannot be reached"));
    AutoRounds rounds = rounds(2, failures);
    // The fourth failure in a row, of whatever kind, is the last for a while.
    for (int expected : new int[] {1, 1, 2, 1, 3, 1}) {
      assertThat(failedTasks(rounds)).isEqualTo(expected);
    }
    assertThat(failedTasks(rounds)).as("a segment").isZero();
    assertThat(warnings)
        .containsExactly(
            "each round is a Spark job of its own, which is slower: worker 1 did not come",
            "each round is a Spark job of its own, which is slower: the disk does not answer",
            "each round is a Spark job of its own, which is slower: worker 1 cannot be reached");
  }

  @Test
  void tasksThatFailThreeTimesAreNoReason() {
    AutoRounds rounds =
        rounds(2, new ArrayDeque<>(Collections.nCopies(3, ofTask("the disk does not answer"))));
    assertThat(failedTasks(rounds)).isEqualTo(3);
    assertThat(warnings).isEmpty();
  }

  @Test
  void anObstacleIsSaidOnce() {
    AutoRounds rounds = rounds(3, new ArrayDeque<>());
    failedTasks(rounds);
    failedTasks(rounds);
    assertThat(warnings)
        .containsExactly(
            "each round is a Spark job of its own, which is slower: 3 workers, but Spark has room for 2 tasks now");
  }
}
