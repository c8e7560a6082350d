package org.sparkresnet.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.sparkresnet.testing.UserErrors.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.lock.LockHolder;
import org.sparkresnet.testing.UncachedDisk;
import org.sparkresnet.testing.UnreadableFileSystem;

class StoreLocksTest {
  private static final RunId RUN = new RunId("a");

  @TempDir Path folder;
  private final List<String> notes = new ArrayList<>();
  private Store store;
  private StoreLocks locks;

  @BeforeEach
  void open() {
    store = Store.open(folder.resolve("store").toString(), new Configuration(false));
    locks = locks("local-1");
  }

  private StoreLocks locks(String application) {
    return locks(application, notes::add);
  }

  private StoreLocks locks(String application, Consumer<String> told) {
    return new StoreLocks(
        store, LockHolder.here(application), Duration.ofMinutes(1), Duration.ZERO, told);
  }

  private static void assertLocked(ThrowingCallable action, String message) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED))
        .hasMessageMatching(message);
  }

  private boolean isHeld() {
    return store.isLocked(store.run(RUN));
  }

  /** As a process that took this one for dead. */
  private void takeOver() throws IOException {
    Files.writeString(folder.resolve("store/runs/a/lock/000009.json"), "{}");
  }

  @Test
  void aRunIsChangedByOneHolderAtATime() {
    try (LockedStore held = locks.forRun(RUN)) {
      assertLocked(
          () -> locks("local-2").forRun(RUN),
          "run a is held by user .+, process \\d+ on .+, local-1, last sign of life \\d+ s ago");
      held.requireNotLost();
      held.writer().writeAtomically(store.summary(RUN), "{}");
    }
    assertThat(store.readText(store.summary(RUN))).isEqualTo("{}");
    assertThat(notes).isEmpty();
  }

  @Test
  void otherFoldersHaveTheirOwnLocksAndNames() {
    org.apache.hadoop.fs.Path model = new org.apache.hadoop.fs.Path(store.root(), "models/m");
    try (LockedStore run = locks.forRun(RUN);
        LockedStore other = locks.forRun(new RunId("b"));
        LockedStore registry = locks.forFolder(model, "model m")) {
      assertLocked(() -> locks.forFolder(model, "model m"), "model m is held by .+");
      run.requireNotLost();
      other.requireNotLost();
      registry.requireNotLost();
    }
  }

  @Test
  void aClosedLockIsFree() {
    locks.forRun(RUN).close();
    assertThat(isHeld()).isFalse();
    try (LockedStore again = locks("local-2").forRun(RUN)) {
      assertThat(isHeld()).isTrue();
      again.requireNotLost();
    }
    assertThat(isHeld()).isFalse();
  }

  @Test
  void aHolderThatLostItsLockChangesNothingMore() throws IOException {
    try (LockedStore held = locks.forRun(RUN)) {
      StoreWriter mine = held.writer();
      mine.writeAtomically(store.summary(RUN), "mine");
      takeOver();
      String lost =
          "run a: another process has taken over, although this one gave signs of life: its name is"
              + " not known";
      assertLocked(() -> mine.writeAtomically(store.summary(RUN), "late"), lost);
      assertLocked(() -> mine.delete(store.summary(RUN)), lost);
      assertLocked(() -> mine.retrying(Duration.ZERO).delete(store.summary(RUN)), lost);
      assertLocked(held::requireNotLost, lost);
      assertThat(mine.store().readText(store.summary(RUN))).as("reading is free").isEqualTo("mine");
    }
    assertThat(isHeld()).as("the new holder keeps the lock").isTrue();
  }

  @Test
  void anEndedLockGuardsNoMoreChanges() {
    LockedStore held = locks.forRun(RUN);
    held.writer().writeAtomically(store.summary(RUN), "mine");
    held.close();
    try (LockedStore other = locks("local-2").forRun(RUN)) {
      assertLocked(
          () -> held.writer().writeAtomically(store.summary(RUN), "late"),
          "run a: another process has taken over, .+");
      other.writer().writeAtomically(store.summary(RUN), "other");
    }
    assertThat(store.readText(store.summary(RUN))).isEqualTo("other");
  }

  private org.apache.hadoop.fs.Path model() {
    return new org.apache.hadoop.fs.Path(store.root(), "models/m");
  }

  @Test
  void aHolderOfAnotherLockTakesTheRunsForTheChangeOnly() throws IOException {
    try (LockedStore registry = locks.forFolder(model(), "model m")) {
      registry
          .writer()
          .withRun(
              RUN,
              held -> {
                assertThat(isHeld()).isTrue();
                held.withRun(RUN, same -> assertThat(same).isSameAs(held));
                held.writeAtomically(store.summary(RUN), "{}");
              });
      assertThat(isHeld()).isFalse();
      registry.requireNotLost();
    }
    assertThat(store.readText(store.summary(RUN))).isEqualTo("{}");
  }

  @Test
  void aHolderOfTheRunsLockChangesItsRowsWithIt() throws IOException {
    try (LockedStore run = locks.forRun(RUN)) {
      run.writer().withRun(RUN, held -> assertThat(held).isSameAs(run.writer()));
      assertThat(isHeld()).isTrue();
    }
  }

  /** As a compaction writes the row of its own run: it must not wait for itself. */
  @Test
  void theTablesAreNotLockedTwiceByTheirHolder() throws IOException {
    org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(store.tables(), "a");
    try (LockedStore tables = locks.forTables()) {
      tables
          .writer()
          .withRun(
              RUN,
              held ->
                  held.withTables(
                      shared -> {
                        shared.writeAtomically(file, "shared");
                        takeOver();
                        assertLocked(
                            () -> shared.writeAtomically(file, "late"),
                            "run a: another process has taken over, .+");
                      }));
    }
    assertThat(store.readText(file)).isEqualTo("shared");
  }

  @Test
  void aHolderThatLostTheFirstLockChangesNothingUnderTheSecond() throws IOException {
    try (LockedStore registry = locks.forFolder(model(), "model m")) {
      registry
          .writer()
          .withRun(
              RUN,
              held -> {
                Files.writeString(folder.resolve("store/models/m/lock/000009.json"), "{}");
                assertLocked(
                    () -> held.writeAtomically(store.summary(RUN), "late"),
                    "model m: another process has taken over, .+");
              });
    }
    assertThat(store.exists(store.summary(RUN))).isFalse();
  }

  /** A report is drawn under the run's lock; the holder of the run may want the tables. */
  @Test
  void onlyAHolderOfTheTablesWaitsBrieflyForARun() throws IOException {
    try (LockedStore tables = locks.forTables();
        LockedStore registry = locks.forFolder(model(), "model m")) {
      assertThat(locks.patienceWithRun(registry.writer())).isEqualTo(Duration.ofMinutes(15));
      assertThat(locks.patienceWithRun(tables.writer())).isEqualTo(Duration.ofSeconds(10));
      tables
          .writer()
          .withRun(
              RUN,
              held ->
                  assertThat(locks.patienceWithRun(held))
                      .as("the tables are locked further out")
                      .isEqualTo(Duration.ofSeconds(10)));
    }
  }

  /** Whoever holds a lock on another machine is seen to be alive in one watch after the other. */
  @Test
  void aHolderOnAnotherMachineIsToldOnce() throws Exception {
    Path file = folder.resolve("store/runs/a/lock/000001.json");
    String mine;
    try (LockedStore held = locks.forRun(RUN)) {
      held.requireNotLost();
      mine = Files.readString(file);
    }
    String theirs =
        mine.replaceAll("\"machine\" : \"[^\"]*\"", "\"machine\" : \"another\"")
            .replaceAll("\"lease_millis\" : \\d+", "\"lease_millis\" : 3000");
    assertThat(theirs).contains("\"beat\" : 0,").contains("\"released\" : false");
    Files.createDirectories(file.getParent());
    Files.writeString(file, theirs);
    AtomicBoolean ended = new AtomicBoolean();
    Thread holder =
        new Thread(
            () -> {
              try {
                for (int beat = 1; beat <= 6; beat++) {
                  Thread.sleep(100);
                  boolean released = beat == 6;
                  ended.set(released);
                  Path next = file.resolveSibling("next");
                  Files.writeString(
                      next,
                      theirs
                          .replace("\"beat\" : 0,", "\"beat\" : " + beat + ",")
                          .replace("\"released\" : false", "\"released\" : " + released));
                  Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
                }
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    holder.start();
    try (LockedStore registry = locks.forFolder(model(), "model m")) {
      registry.writer().withRun(RUN, held -> assertThat(ended).isTrue());
    }
    holder.join();
    assertThat(notes)
        .singleElement()
        .asString()
        .matches("run a was last held by user .+; waiting up to 3 s for a sign of life");
  }

  @Test
  void aLockThatThisUserMayNotReadIsAnError() throws Exception {
    Path file = folder.resolve("store/runs/a/lock/000003.json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{}");
    Configuration hadoop = UncachedDisk.configuration();
    try (AutoCloseable refusing = UnreadableFileSystem.refuse(hadoop, ".*/lock/.*")) {
      assertThat(refusing).isNotNull();
      store = Store.open(folder.resolve("store").toString(), hadoop);
      assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () ->
              assertRefused(ExitCode.STORAGE, () -> locks("local-1").forRun(RUN))
                  .isEqualTo(
                      "cannot lock file:%s: %s (Permission denied)"
                          .formatted(file.getParent(), file)));
    }
  }

  @Test
  void aFolderInThePlaceOfALocksFileIsAnErrorAndNotLookedAtForEver() throws Exception {
    Path file = Files.createDirectories(folder.resolve("store/runs/a/lock/000007.json"));
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            assertRefused(ExitCode.STORAGE, () -> locks("local-1").forRun(RUN))
                .isEqualTo(
                    "cannot lock file:%s: %s (Is a directory)".formatted(file.getParent(), file)));
  }

  @Test
  void aChangeWaitsForAJobThatHasTheRunForAMomentAndSaysSo() throws Exception {
    LockedStore other = locks("local-2").forRun(RUN);
    AtomicBoolean ended = new AtomicBoolean();
    StoreLocks waiting =
        locks(
            "local-1",
            note -> {
              notes.add(note);
              ended.set(true);
              other.close();
            });
    try (LockedStore registry = waiting.forFolder(model(), "model m")) {
      registry.writer().withRun(RUN, held -> assertThat(ended).isTrue());
    }
    assertThat(notes)
        .singleElement()
        .asString()
        .startsWith("run a is held by user ")
        .endsWith("; waiting for up to 900 s");
  }
}
