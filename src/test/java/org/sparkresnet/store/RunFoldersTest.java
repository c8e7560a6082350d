package org.sparkresnet.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.lock.FolderLock;
import org.sparkresnet.lock.LockHolder;

class RunFoldersTest {
  private static final RunId ENDED = new RunId("ended");
  private static final RunId GOING = new RunId("going");
  private static final Instant END = Instant.parse("2026-11-20T12:00:00Z");

  @TempDir private Path root;
  private Store store;
  private RunFolders folders;

  @BeforeEach
  void anEndedRunAndOneThatGoesOn() throws IOException {
    store = Store.open(root.toString(), new Configuration());
    folders = folders(store);
    for (String file :
        new String[] {
          "runs/ended/model.zip",
          "runs/ended/checkpoints/000010/state.bin",
          "runs/ended/journal/000010-0000.jsonl",
          "runs/ended/summary.json",
          "runs/going/checkpoints/000010/state.bin"
        }) {
      Path path = root.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, "ten bytes.");
    }
    Files.setLastModifiedTime(root.resolve("runs/ended/summary.json"), FileTime.from(END));
  }

  private static RunFolders folders(Store store) {
    return new RunFolders(
        new StoreLocks(
            store,
            LockHolder.here("clean"),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            note -> {}));
  }

  private RunFolder listed(RunId run) {
    return folders.list().stream().filter(it -> it.run().equals(run)).findFirst().orElseThrow();
  }

  @Test
  void tellsWhenARunEndedAndHowLargeItIs() {
    assertThat(folders.list())
        .filteredOn(folder -> folder.run().equals(ENDED))
        .singleElement()
        .satisfies(
            folder -> {
              assertThat(folder.endedAt()).contains(END);
              assertThat(folder.lastSign()).isEqualTo(END);
              assertThat(folder.bytes()).isEqualTo(40);
              assertThat(folder.checkpointBytes()).isEqualTo(20);
            });
    assertThat(folders.list())
        .filteredOn(folder -> folder.run().equals(GOING))
        .singleElement()
        .satisfies(
            folder -> {
              assertThat(folder.endedAt()).isEqualTo(Optional.empty());
              assertThat(folder.lastSign()).isAfter(Instant.now().minusSeconds(60));
            });
  }

  @Test
  void removesAWholeRunOrItsCheckpointsAndNothingElse() {
    folders.removeCheckpoints(listed(ENDED));
    assertThat(root.resolve("runs/ended")).isDirectoryNotContaining("glob:**/checkpoints");
    assertThat(root.resolve("runs/ended/journal")).doesNotExist();
    assertThat(root.resolve("runs/ended/model.zip")).exists();
    assertThat(folders.isLocked(ENDED)).isFalse();
    folders.remove(listed(ENDED));
    assertThat(root.resolve("runs")).isDirectoryContaining("glob:**/going");
    assertThat(root.resolve("runs").toFile().list()).containsExactly("going");
  }

  @Test
  void aRunThatAJobWorksOnStays() throws IOException {
    RunFolder going = listed(GOING);
    try (FolderLock lock =
        FolderLock.acquire(
            store.files(),
            store.run(GOING),
            "run going",
            LockHolder.here("local-7"),
            Duration.ofMinutes(1),
            note -> {})) {
      assertThat(folders.isLocked(GOING)).isTrue();
      assertThatThrownBy(() -> folders.remove(going))
          .isInstanceOfSatisfying(
              UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED))
          .hasMessageStartingWith("run going is held by ");
      lock.requireHeld();
    }
    assertThat(root.resolve("runs/going/checkpoints/000010/state.bin")).exists();
  }

  /** As a run that is resumed and paused again, or finishes, while others are removed. */
  @ParameterizedTest
  @ValueSource(strings = {"checkpoints/000020/state.bin", "model.zip"})
  void aRunThatWasChangedSinceItWasListedStays(String file) throws IOException {
    RunFolder going = listed(GOING);
    Files.createDirectories(root.resolve("runs/going/" + file).getParent());
    Files.writeString(root.resolve("runs/going/" + file), "new");
    List<Consumer<RunFolder>> removals = List.of(folders::remove, folders::removeCheckpoints);
    for (Consumer<RunFolder> removal : removals) {
      assertThatThrownBy(() -> removal.accept(going))
          .isInstanceOfSatisfying(
              UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED))
          .hasMessage("run going was changed by another job after it was chosen");
    }
    assertThat(root.resolve("runs/going/" + file)).hasContent("new");
    assertThat(root.resolve("runs/going/checkpoints/000010/state.bin")).exists();
    folders.remove(listed(GOING));
    assertThat(root.resolve("runs/going")).doesNotExist();
  }

  /** As if it had been killed between the rename and the end of the deletion. */
  @Test
  void aRemovalThatWasKilledIsFinishedByTheNext() throws IOException {
    Files.move(root.resolve("runs/ended"), root.resolve("runs/_tmp-ended"));
    Files.delete(root.resolve("runs/_tmp-ended/model.zip"));
    assertThat(folders.list()).extracting(RunFolder::run).containsExactly(GOING);
    assertThat(folders.finishRemovals()).isEmpty();
    assertThat(root.resolve("runs").toFile().list()).containsExactly("going");
  }

  /** As jobs leave them that are killed while they try the store. */
  @Test
  void oldTrialsOfTheStoreAreRemovedToo() throws IOException {
    String uuid = "1f0c5a2b-1234-4321-8765-9d4e07c1a3b8";
    for (String age : new String[] {"old", "new"}) {
      Files.createDirectories(root.resolve("_tmp-" + uuid + "-probe-" + age));
      Files.writeString(root.resolve("_probe-" + age), "\n");
    }
    for (String old : new String[] {"_tmp-" + uuid + "-probe-old", "_probe-old"}) {
      Files.setLastModifiedTime(
          root.resolve(old), FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    }
    assertThat(folders.finishRemovals()).isEmpty();
    assertThat(root.toFile().list())
        .containsExactlyInAnyOrder("runs", "_tmp-" + uuid + "-probe-new", "_probe-new");
  }

  /** As if it had been killed after each of its renames, before the deletion. */
  @Test
  void aRemovalOfCheckpointsThatWasKilledIsFinishedByTheNext() throws IOException {
    for (String part : new String[] {"checkpoints", "journal"}) {
      Files.move(root.resolve("runs/ended/" + part), root.resolve("runs/ended/_tmp-" + part));
    }
    assertThat(folders.list())
        .filteredOn(folder -> folder.run().equals(ENDED))
        .singleElement()
        .satisfies(folder -> assertThat(folder.checkpointBytes()).isEqualTo(20));
    folders.removeCheckpoints(listed(ENDED));
    assertThat(root.resolve("runs/ended").toFile().list())
        .containsExactlyInAnyOrder("model.zip", "summary.json", "lock");
  }

  @Test
  void aFolderThatIsNoRunsIsPassedOver() throws IOException {
    Files.createDirectories(root.resolve("runs/lost+found"));
    assertThat(folders.list()).extracting(RunFolder::run).containsExactlyInAnyOrder(ENDED, GOING);
  }

  @Test
  void aStoreWithoutRunsHasNothingToRemove(@TempDir Path empty) {
    Store other = Store.open(empty.toString(), new Configuration());
    RunFolders none = folders(other);
    assertThat(none.finishRemovals()).isEmpty();
    assertThat(none.list()).isEmpty();
  }
}
