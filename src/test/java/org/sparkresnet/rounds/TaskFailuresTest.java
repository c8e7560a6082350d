package org.sparkresnet.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.sparkresnet.common.UserError;
import org.sparkresnet.exchange.ExchangeErrors;

class TaskFailuresTest {
  private static final Map<String, String> LOST =
      Map.of("1", "Container killed by YARN for exceeding memory limits.\n[more]");

  private static TaskFailures failures(Map<String, String> lost, Throwable... thrown) {
    return new TaskFailures(List.of(thrown), new TreeMap<>(lost));
  }

  private static Throwable ofSpark() {
    return new SparkException("Could not recover from a failed barrier ResultStage.\nmore");
  }

  private static void assertFailure(TaskFailures failures, boolean triedAgain, String message) {
    assertThat(failures.reason(ofSpark()))
        .isInstanceOfSatisfying(
            SegmentFailure.class, e -> assertThat(e.isWorthAnotherTry()).isEqualTo(triedAgain))
        .hasMessage(message);
  }

  @Test
  void aWorkerThatCannotBeReachedThoughItsExecutorLivesIsAFailureOfTheMeeting() {
    assertFailure(
        failures(Map.of(), ExchangeErrors.unreachable(1), ExchangeErrors.left(0)),
        false,
        "worker 1 cannot be reached");
  }

  /** The segment is tried again: another executor takes its place. */
  @Test
  void aWorkerThatCannotBeReachedBecauseItsExecutorWasLostIsAFailureOfATask() {
    assertFailure(
        failures(LOST, ExchangeErrors.unreachable(1)),
        true,
        "worker 1 cannot be reached; executor 1 was lost: Container killed by YARN for exceeding memory limits.");
  }

  @Test
  void aWorkerThatCannotBeReachedAfterAnotherFailureIsAFailureOfATask() {
    assertFailure(
        failures(Map.of(), new IllegalStateException("no memory"), ExchangeErrors.unreachable(1)),
        true,
        "no memory");
  }

  @Test
  void aLostExecutorIsToldWithItsReasonBesideTheErrorOfItsNeighbour() {
    assertFailure(
        failures(LOST, ExchangeErrors.gone(1)),
        true,
        "worker 1 is gone; executor 1 was lost: Container killed by YARN for exceeding memory limits.");
  }

  @Test
  void lostExecutorsAloneAreToldWithTheirReasons() {
    assertFailure(
        failures(Map.of("1", "exit code 137", "0", "heartbeat timed out")),
        true,
        "executor 0 was lost: heartbeat timed out; executor 1 was lost: exit code 137");
  }

  @Test
  void whereNothingIsKnownOfTheTasksSparksFirstLineIsTold() {
    assertFailure(TaskFailures.NONE, true, "Could not recover from a failed barrier ResultStage.");
  }

  @Test
  void aUsersErrorOfATaskIsPassedOn() {
    UserError error = UserError.usage("train.precision must be float32, cannot be: bf16");
    assertThat(failures(LOST, ExchangeErrors.unreachable(1), error).reason(ofSpark()))
        .isSameAs(error);
  }

  /** These wait for Spark's word of a lost executor; no others do. */
  @Test
  void onlyConnectionsThatFailOrEndMayComeFromALostExecutor() {
    assertThat(List.of(ExchangeErrors.unreachable(1), ExchangeErrors.gone(1)))
        .allMatch(e -> failures(Map.of(), e).mayComeFromLostExecutor());
    assertThat(List.of(ExchangeErrors.left(1), new IllegalStateException("no memory")))
        .noneMatch(e -> failures(Map.of(), e).mayComeFromLostExecutor());
    assertThat(TaskFailures.NONE.mayComeFromLostExecutor()).isFalse();
  }
}
