package org.sparkresnet.jobs.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.store.LockedStore;
import org.sparkresnet.store.RunFolders;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.StoreLocks;
import org.sparkresnet.testing.BusyFileSystem;
import org.sparkresnet.testing.JobStore;

class CleanJobTest {
  @TempDir private Path folder;
  private JobStore store;

  @BeforeEach
  void fourRuns() throws IOException {
    store = JobStore.in(folder.resolve("store"));
    run("oldest", 40, true);
    run("older", 20, true);
    run("newest", 10, true);
    run("stopped", 30, false);
  }

  private void run(String name, int daysAgo, boolean ended) throws IOException {
    file(name, "checkpoints/000010/state.bin", daysAgo, 3_000);
    file(name, "journal/000010-0000.jsonl", daysAgo, 100);
    if (ended) {
      file(name, "model.zip", daysAgo, 20_000);
      file(name, "summary.json", daysAgo, 2);
    }
    Files.setLastModifiedTime(store.path("runs/" + name), ago(daysAgo));
  }

  private void file(String run, String name, int daysAgo, int bytes) throws IOException {
    Path file = store.path("runs/" + run + "/" + name);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[bytes]);
    Files.setLastModifiedTime(file, ago(daysAgo));
  }

  private static FileTime ago(int days) {
    return FileTime.from(Instant.now().minus(Duration.ofDays(days)));
  }

  private static JobConfig config(int keepRuns, int keepDays) {
    return JobStore.config("store.keep-runs=" + keepRuns, "store.keep-days=" + keepDays);
  }

  private CleanResult preview(JobConfig config, boolean checkpointsOnly) {
    StoreLocks locks = store.context().locks(config);
    return new OldRuns(new RunFolders(locks), config, checkpointsOnly, store.context().listener())
        .preview();
  }

  private CleanResult clean(JobConfig config, boolean checkpointsOnly) throws IOException {
    return new CleanJob(store.context())
        .run(new CleanRequest(config, new RunId("clean-1"), checkpointsOnly));
  }

  private List<String> runs() {
    return Arrays.stream(store.path("runs").toFile().list()).sorted().toList();
  }

  /** What was told since the last call, without its first words. */
  private List<String> told(String prefix) {
    List<String> told = new ArrayList<>(store.told());
    store.told().clear();
    assertThat(told).allSatisfy(line -> assertThat(line).startsWith(prefix));
    return told.stream().map(line -> line.substring(prefix.length())).toList();
  }

  @ParameterizedTest
  @CsvSource({"0,0,0", "1,0,2", "2,0,1", "0,25,2", "0,15,3", "1,25,3", "9,99,0"})
  void aRemovalRemovesWhatThePreviewHasTold(int keepRuns, int keepDays, int removed)
      throws IOException {
    JobConfig config = config(keepRuns, keepDays);
    List<String> before = runs();
    CleanResult preview = preview(config, false);
    assertThat(preview.runs()).isEqualTo(removed);
    assertThat(runs()).isEqualTo(before);
    List<String> chosen = told("would remove run ");
    assertThat(clean(config, false)).isEqualTo(preview);
    assertThat(told("removed run ")).isEqualTo(chosen);
    assertThat(runs()).hasSize(4 - removed);
  }

  @ParameterizedTest
  @CsvSource({"1,0,2", "0,25,2"})
  void aRemovalOfCheckpointsRemovesWhatThePreviewHasTold(int keepRuns, int keepDays, int removed)
      throws IOException {
    JobConfig config = config(keepRuns, keepDays);
    CleanResult preview = preview(config, true);
    assertThat(preview).isEqualTo(new CleanResult(removed, removed * 3_100L));
    List<String> chosen = told("would remove run ");
    assertThat(clean(config, true)).isEqualTo(preview);
    assertThat(told("removed checkpoints of run ")).isEqualTo(chosen);
    assertThat(store.path("runs/oldest/checkpoints")).doesNotExist();
    assertThat(store.path("runs/oldest/journal")).doesNotExist();
    assertThat(store.path("runs/oldest/model.zip")).exists();
    assertThat(preview(config, true)).as("nothing is left").isEqualTo(new CleanResult(0, 0));
  }

  @Test
  void aRunThatAJobWorksOnIsKeptAsThePreviewHasTold() throws IOException {
    JobConfig config = config(2, 0);
    try (LockedStore held = store.context().locks(config).forRun(new RunId("oldest"))) {
      assertThat(preview(config, false)).isEqualTo(new CleanResult(0, 0));
      assertThat(told("kept if a job works on it: ")).hasSize(1);
      assertThat(clean(config, false)).isEqualTo(new CleanResult(0, 0));
      assertThat(told("kept: run oldest is held by ")).hasSize(1);
      held.requireNotLost();
    }
    assertThat(runs()).contains("oldest");
    assertThat(store.row("clean-1").orElseThrow().status()).isEqualTo(RunStatus.FINISHED);
  }

  /** All are chosen first; a removal of gigabytes takes minutes. */
  @Test
  void aRunThatWasResumedWhileOthersWereRemovedIsKept() throws IOException {
    Path state = store.path("runs/oldest/checkpoints/000020/state.bin");
    JobContext context =
        store.context(
            line -> {
              if (line.startsWith("removed run older (")) {
                try {
                  Files.createDirectories(state.getParent());
                  Files.writeString(state, "of the resumed run");
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }
            });
    assertThat(
            new CleanJob(context)
                .run(new CleanRequest(config(1, 0), new RunId("clean-1"), false))
                .runs())
        .isEqualTo(1);
    assertThat(store.told())
        .endsWith("kept: run oldest was changed by another job after it was chosen");
    assertThat(state).hasContent("of the resumed run");
    assertThat(runs()).containsExactly("newest", "oldest", "stopped");
  }

  @Test
  void aRemovalLeavesARowAndNoFolderOfItsOwn() throws IOException {
    clean(config(2, 0), false);
    assertThat(store.row("clean-1").orElseThrow())
        .satisfies(
            row -> {
              assertThat(row.status()).isEqualTo(RunStatus.FINISHED);
              assertThat(row.command()).isEqualTo("clean");
              assertThat(row.workers()).isZero();
              assertThat(row.config()).contains("store.keep-runs = 2\n");
            });
    assertThat(runs()).containsExactly("newest", "older", "stopped");
  }

  @Test
  void whatAKilledRemovalLeftIsRemovedFirst() throws IOException {
    Files.createDirectories(store.path("runs/_tmp-gone/checkpoints"));
    assertThat(clean(config(9, 0), false)).isEqualTo(new CleanResult(0, 0));
    assertThat(runs()).containsExactly("newest", "older", "oldest", "stopped");
  }

  @Test
  void aRunThatCannotBeRemovedLeavesAFailedRow() throws IOException {
    Files.writeString(store.path("runs/oldest/lock"), "a file in the way");
    String reason = "cannot lock file:" + store.path("runs/oldest/lock") + ": ";
    assertThatThrownBy(() -> clean(config(2, 0), false))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.STORAGE))
        .hasMessageStartingWith(reason);
    store.requireFailed("clean-1", "clean", reason);
    assertThat(runs()).contains("oldest");
  }

  @Test
  void aRunThatTheDiskDoesNotDeleteIsNotToldAsRemoved() throws Exception {
    try (AutoCloseable disk = BusyFileSystem.begin(store.context().hadoop())) {
      JobStore busy = JobStore.in(folder.resolve("store"));
      BusyFileSystem.keep(".*/runs/_tmp-.*-oldest");
      assertThatThrownBy(
              () ->
                  new CleanJob(busy.context())
                      .run(new CleanRequest(config(2, 0), new RunId("clean-1"), false)))
          .isInstanceOfSatisfying(
              UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.STORAGE))
          .hasMessageMatching(
              "cannot delete file:.*/runs/_tmp-.*-oldest: the file system has not deleted all of it");
      assertThat(busy.told()).noneMatch(line -> line.startsWith("removed"));
      busy.requireFailed("clean-1", "clean", "cannot delete file:");
      assertThat(disk).isNotNull();
    }
    assertThat(clean(config(9, 0), false))
        .as("it is no run any more")
        .isEqualTo(new CleanResult(0, 0));
    assertThat(runs()).as("the next removal ends it").containsExactly("newest", "older", "stopped");
  }

  @Test
  void runsAndRestsThatTheDiskDoesNotDeleteAreToldAndTheOthersGo() throws Exception {
    Files.createDirectories(store.path("runs/_tmp-rest/checkpoints"));
    Files.createDirectories(store.path("runs/_tmp-gone/checkpoints"));
    try (AutoCloseable disk = BusyFileSystem.begin(store.context().hadoop())) {
      JobStore busy = JobStore.in(folder.resolve("store"));
      BusyFileSystem.keep(".*/runs/_tmp-(rest|.*-oldest)");
      assertThatThrownBy(
              () ->
                  new CleanJob(busy.context())
                      .run(new CleanRequest(config(1, 0), new RunId("clean-1"), false)))
          .isInstanceOfSatisfying(
              UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.STORAGE))
          .hasMessageMatching(
              "cannot delete file:.*/runs/_tmp-rest: the file system has not deleted all of it, and 1 more");
      busy.requireFailed("clean-1", "clean", "cannot delete file:");
      assertThat(busy.told())
          .satisfiesExactly(
              line -> assertThat(line).startsWith("removed run older ("),
              line ->
                  assertThat(line).matches("warning: cannot delete file:.*/_tmp-rest: the file .*"),
              line ->
                  assertThat(line)
                      .matches("warning: cannot delete file:.*/_tmp-.*-oldest: the file .*"));
      assertThat(disk).isNotNull();
    }
    assertThat(runs()).hasSize(4).contains("_tmp-rest", "newest", "stopped");
  }
}
