package org.sparkresnet.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.apache.commons.io.FileUtils;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.store.LockedStore;
import org.sparkresnet.store.RunCommand;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.tables.rows.RunRow;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.Slow;

class RunScopeTest {
  private static final RunId RUN = new RunId("run");
  private static final RunLabel LABEL = new RunLabel(RunCommand.TRAIN, "paper");

  @TempDir private Path folder;
  private JobStore store;

  @BeforeEach
  void place() {
    store = JobStore.in(folder.resolve("store"));
  }

  private <R> R scope(RunScope.Work<R> work) throws IOException {
    return scope(RunCommand.TRAIN, work);
  }

  private <R> R scope(RunCommand command, RunScope.Work<R> work) throws IOException {
    return RunScope.of(
        store.context(), JobStore.config(), new RunLabel(command, LABEL.name()), RUN, work);
  }

  private RunRow finished() throws IOException {
    scope(
        scope -> {
          scope.begin();
          scope.finish();
          return null;
        });
    return row();
  }

  /** As a killed attempt leaves it. */
  private RunRow running() throws IOException {
    scope(
        scope -> {
          scope.begin();
          return null;
        });
    return row();
  }

  private RunRow failed() throws IOException {
    assertThatThrownBy(
            () ->
                scope(
                    scope -> {
                      throw UserError.data("the first reason");
                    }))
        .isInstanceOf(UserError.class);
    return row();
  }

  private RunRow row() {
    return store.row("run").orElseThrow();
  }

  /** Throws anything, as Scala does: checked exceptions undeclared. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable failure) throws T {
    throw (T) failure;
  }

  private void failing(Throwable failure, RunScope.Work<?> before) {
    assertThatThrownBy(
            () ->
                scope(
                    scope -> {
                      before.in(scope);
                      RunScopeTest.<RuntimeException>sneak(failure);
                      return null;
                    }))
        .isSameAs(failure);
  }

  @Test
  void aRunIsRunningFromItsBeginningAndFinishedAtItsEnd() throws IOException {
    Instant before = Instant.now();
    String result =
        scope(
            scope -> {
              assertThat(store.row("run")).as("nothing is written before begin").isEmpty();
              scope.workers(2);
              scope.parent(Optional.of(new RunId("parent")));
              scope.begin();
              RunRow row = row();
              assertThat(row.status()).isEqualTo(RunStatus.RUNNING);
              assertThat(row.endedAt()).isEmpty();
              scope.finish();
              return "result";
            });
    assertThat(result).isEqualTo("result");
    RunRow row = row();
    assertThat(row.status()).isEqualTo(RunStatus.FINISHED);
    assertThat(row.command()).isEqualTo("train");
    assertThat(row.runName()).isEqualTo("paper");
    assertThat(row.workers()).isEqualTo(2);
    assertThat(row.parentRunId()).contains("parent");
    assertThat(row.error()).isEmpty();
    assertThat(row.config()).contains("model.depth = 8\n");
    assertThat(row.startedAt()).isBetween(before.minusMillis(1), Instant.now());
    assertThat(row.endedAt().orElseThrow()).isBetween(row.startedAt(), Instant.now());
  }

  static Throwable[] failures() {
    return new Throwable[] {
      UserError.data("data_batch_1.bin: 100 bytes is not a multiple of 3073"),
      new IllegalStateException("wrote 1 row\nof 2"),
      new SparkException("Job aborted due to stage failure: Task 0\nDriver stacktrace:"),
      new StackOverflowError("too deep"),
    };
  }

  private static String reason(Throwable failure) {
    return failure instanceof UserError
        ? "data_batch_1.bin: 100 bytes is not a multiple of 3073"
        : failure instanceof SparkException
            ? "Spark job failed: Job aborted due to stage failure: Task 0"
            : failure.toString().lines().findFirst().orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whateverTheWorkThrowsLeavesARowWithOneLineOfReason(Throwable failure) {
    failing(
        failure,
        scope -> {
          scope.workers(2);
          scope.begin();
          return null;
        });
    RunRow row = row();
    assertThat(row.status()).isEqualTo(RunStatus.FAILED);
    assertThat(row.error()).contains(reason(failure));
    assertThat(row.workers()).isEqualTo(2);
    assertThat(row.endedAt().orElseThrow()).isBetween(row.startedAt(), Instant.now());
  }

  @Slow
  @ParameterizedTest
  @MethodSource("failures")
  void aFailureBeforeTheBeginningLeavesARowToo(Throwable failure) {
    failing(failure, scope -> null);
    assertThat(row().status()).isEqualTo(RunStatus.FAILED);
    assertThat(row().error()).contains(reason(failure));
  }

  @Test
  void theReasonIsTheUsersErrorBehindASparkFailure() {
    failing(
        new SparkException("Job aborted", UserError.data("a.bin: record 3: label must be 0 to 9")),
        scope -> null);
    assertThat(row().error()).contains("a.bin: record 3: label must be 0 to 9");
  }

  @Test
  void aRunThatAnotherJobHoldsIsRefusedAndHasNoRow() {
    try (LockedStore other = store.context().locks(JobStore.config()).forRun(RUN)) {
      assertThatThrownBy(() -> scope(scope -> "never"))
          .isInstanceOfSatisfying(
              UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED))
          .hasMessageStartingWith("run run is held by ");
      other.requireNotLost();
    }
    assertThat(store.runs()).isEmpty();
  }

  @Test
  void aRunWhoseLockIsLostLeavesTheRowToTheNewHolder() {
    assertThatThrownBy(
            () ->
                scope(
                    scope -> {
                      scope.begin();
                      Files.writeString(store.path("runs/run/lock/000009.json"), "{}");
                      scope.finish();
                      return null;
                    }))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED))
        .hasMessageStartingWith("run run: another process has taken over")
        .hasNoSuppressedExceptions();
    assertThat(row().status()).isEqualTo(RunStatus.RUNNING);
  }

  @Test
  void aLockOfSomethingElseThatAnotherJobHoldsIsAFailureLikeAnyOther() {
    failing(
        UserError.locked("model cifar-10 is held by user alice"),
        scope -> {
          scope.begin();
          return null;
        });
    assertThat(row().status()).isEqualTo(RunStatus.FAILED);
    assertThat(row().error()).contains("model cifar-10 is held by user alice");
  }

  @Test
  void aFailureBeforeTheBeginningReplacesNoFinishedRun() throws IOException {
    RunRow before = finished();
    failing(UserError.data("no such model"), scope -> null);
    assertThat(row()).isEqualTo(before);
  }

  @Test
  void aFailureBeforeTheBeginningReplacesNoRunThatCanGoOn() throws IOException {
    RunRow before = running();
    failing(
        UserError.data("no such data"),
        scope -> {
          scope.resumable();
          return null;
        });
    assertThat(row()).isEqualTo(before);
  }

  @Test
  void aFailureReplacesAKilledRunThatCannotGoOn() throws IOException {
    running();
    failing(UserError.data("no such data"), scope -> null);
    assertThat(row().status()).isEqualTo(RunStatus.FAILED);
    assertThat(row().error()).contains("no such data");
  }

  @Test
  void aFailureReplacesAnEarlierFailure() throws IOException {
    failed();
    failing(
        UserError.data("the second reason"),
        scope -> {
          scope.resumable();
          return null;
        });
    assertThat(row().error()).contains("the second reason");
  }

  @Test
  void aRunThatFailsAgainBeforeItWentOnKeepsWhatItsRowSaidOfIt() throws IOException {
    failing(
        UserError.data("the first reason"),
        scope -> {
          scope.workers(3);
          scope.begin();
          return null;
        });
    RunRow before = row();
    failing(
        UserError.data("the second reason"),
        scope -> {
          scope.resumable();
          return null;
        });
    assertThat(row().error()).contains("the second reason");
    assertThat(row().workers()).isEqualTo(3);
    assertThat(row().startedAt()).isEqualTo(before.startedAt());
    assertThat(row().endedAt().orElseThrow()).isAfter(before.endedAt().orElseThrow());
  }

  @Test
  void aFailureAfterTheBeginningReplacesAFinishedRunThatGoesOn() throws IOException {
    finished();
    failing(
        UserError.data("late"),
        scope -> {
          scope.resumable();
          scope.begin();
          assertThat(row().status()).isEqualTo(RunStatus.RUNNING);
          return null;
        });
    assertThat(row().error()).contains("late");
  }

  @Test
  void aRepetitionThatDoesNotGoOnReplacesAFinishedRunWhenItHasFinishedToo() throws IOException {
    RunRow before = finished();
    failing(
        UserError.data("late"),
        scope -> {
          scope.begin();
          return null;
        });
    assertThat(row()).isEqualTo(before);
    assertThat(finished().endedAt().orElseThrow()).isAfter(before.endedAt().orElseThrow());
  }

  @Test
  void aFailureAfterTheLastRowReplacesItUnlessItIsKept() {
    failing(
        new IllegalStateException("late"),
        scope -> {
          scope.finish();
          return null;
        });
    assertThat(row().status()).isEqualTo(RunStatus.FAILED);
    assertThat(row().error().orElseThrow()).contains("late");
    failing(
        new IllegalStateException("too late"),
        scope -> {
          scope.finish();
          scope.keepRow();
          return null;
        });
    assertThat(row().status()).isEqualTo(RunStatus.FINISHED);
  }

  @Test
  void aRunOfAnotherCommandIsRefusedAndKeepsItsRow() throws IOException {
    RunRow before = finished();
    assertThatThrownBy(() -> scope(RunCommand.SCORE, scope -> "never"))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage("--run-id must not be one of another command (train), cannot be: run");
    assertThat(row()).isEqualTo(before);
  }

  @Test
  void anotherCommandsNameCannotBeTakenLaterEither() throws IOException {
    RunRow before = finished();
    RunId moment = new RunId("score-1");
    assertThatThrownBy(
            () ->
                RunScope.of(
                    store.context(),
                    JobStore.config(),
                    RunLabel.of(RunCommand.SCORE),
                    moment,
                    scope -> {
                      scope.rename(RUN);
                      return "never";
                    }))
        .hasMessage("--run-id must not be one of another command (train), cannot be: run");
    assertThat(row()).isEqualTo(before);
    assertThat(store.row("score-1").orElseThrow().status()).isEqualTo(RunStatus.FAILED);
  }

  @Test
  void aRunThatIsRenamedHasItsRowUnderTheNewNameAlone() throws IOException {
    RunRow before = finished();
    RunScope.of(
        store.context(),
        JobStore.config(),
        LABEL,
        new RunId("moment"),
        scope -> {
          scope.rename(RUN);
          assertThat(scope.earlier().orElseThrow().status()).isEqualTo(RunStatus.FINISHED);
          assertThat(scope.manifest().runId()).isEqualTo(RUN);
          scope.continueEarlier();
          scope.begin();
          scope.finish();
          return null;
        });
    assertThat(store.runs()).containsExactly("run");
    assertThat(row().startedAt()).isEqualTo(before.startedAt());
    assertThat(row().endedAt().orElseThrow()).isAfter(before.endedAt().orElseThrow());
  }

  @Test
  void aRunThatIsReopenedKeepsItsBeginningAndIsReplacedByAFailure() throws IOException {
    RunRow before = finished();
    failing(
        UserError.data("no decision"),
        scope -> {
          scope.reopen();
          return null;
        });
    assertThat(row().status()).isEqualTo(RunStatus.FAILED);
    assertThat(row().startedAt()).isEqualTo(before.startedAt());
  }

  @Test
  void aRowThatIsToBeKeptIsKept() throws IOException {
    failing(
        new IllegalStateException("late"),
        scope -> {
          scope.keepRow();
          return null;
        });
    assertThat(store.runs()).isEmpty();
    RunRow before = running();
    failing(
        new IllegalStateException("late"),
        scope -> {
          scope.keepRow();
          return null;
        });
    assertThat(row()).isEqualTo(before);
  }

  @Test
  void aRowThatCannotBeWrittenDoesNotHideTheFailure() {
    IllegalStateException failure = new IllegalStateException("the first");
    failing(
        failure,
        scope -> {
          scope.begin();
          FileUtils.deleteDirectory(store.path("tables").toFile());
          Files.writeString(store.path("tables"), "a file in the way");
          return null;
        });
    assertThat(failure.getSuppressed())
        .singleElement()
        .satisfies(
            e ->
                assertThat(e)
                    .isInstanceOf(UserError.class)
                    .hasMessageStartingWith("cannot write file:" + store.path("tables/runs/")));
  }

  @Test
  void aStoreThatIsGoneDoesNotHideTheFailure() {
    IllegalStateException failure = new IllegalStateException("the first");
    failing(
        failure,
        scope -> {
          scope.begin();
          FileUtils.deleteDirectory(store.path("").toFile());
          Files.writeString(store.path(""), "a file in the way");
          return null;
        });
    assertThat(failure.getSuppressed())
        .as("the lock is gone with the store")
        .singleElement()
        .satisfies(
            e -> assertThat(e).hasMessageStartingWith("run run: another process has taken over"));
  }

  @Test
  void whateverAStepAfterAFailureThrowsIsAddedToIt() {
    IllegalStateException failure = new IllegalStateException("the first");
    OutOfMemoryError second = new OutOfMemoryError("Java heap space");
    RunScope.attempt(
        failure,
        () -> {
          throw second;
        });
    RunScope.attempt(
        failure,
        () -> {
          throw failure;
        });
    assertThat(failure.getSuppressed()).containsExactly(second);
  }

  @Test
  void aDriverWithoutMemoryTellsWhatToRaise() {
    assertThatThrownBy(
            () ->
                scope(
                    scope -> {
                      throw new OutOfMemoryError("Java heap space");
                    }))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "driver: too little memory on the heap: Java heap space; raise spark.driver.memory");
    assertThat(row().error().orElseThrow()).contains("raise spark.driver.memory");
  }

  @Test
  void aSecondCallOfFailDoesNothing() {
    UserError first = UserError.data("the first");
    failing(
        first,
        scope -> {
          scope.fail(first);
          scope.fail(UserError.data("the second"));
          return null;
        });
    assertThat(row().error()).contains("the first");
  }

  @Test
  void theLockIsReleasedAfterSuccessAndAfterFailure() throws IOException {
    finished();
    assertFree();
    failing(
        new StackOverflowError("too deep"),
        scope -> {
          scope.begin();
          return null;
        });
    assertFree();
    finished();
    assertFree();
    failed();
    assertFree();
  }

  private void assertFree() {
    assertThat(store.context().store().isLocked(store.context().store().run(RUN))).isFalse();
  }

  @Test
  void aLockOfTheCallerStaysTheCallers() throws IOException {
    try (LockedStore locked = store.context().locks(JobStore.config()).forRun(RUN)) {
      RunScope.under(
          locked,
          store.context(),
          JobStore.config(),
          LABEL,
          RUN,
          scope -> {
            scope.finish();
            return null;
          });
      locked.writer().writeAtomically(locked.writer().store().summary(RUN), "{}");
    }
    assertThat(row().status()).isEqualTo(RunStatus.FINISHED);
    assertFree();
  }

  @Test
  void aStoreThatCannotBeWrittenIsRefusedBeforeTheWork() throws IOException {
    Files.writeString(store.path(""), "a file in the way");
    assertThatThrownBy(() -> scope(scope -> "never"))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.STORAGE))
        .hasMessageStartingWith("cannot write file:" + store.path("") + ": ");
  }
}
