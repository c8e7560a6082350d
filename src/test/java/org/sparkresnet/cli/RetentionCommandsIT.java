package org.sparkresnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.lock.FolderLock;
import org.sparkresnet.lock.LockHolder;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.rows.ParamRow;
import org.sparkresnet.testing.LocalSpark;
import org.sparkresnet.testing.Slow;
import org.sparkresnet.testing.StoredTables;

/** The commands clean and compact. */
class RetentionCommandsIT {
  @TempDir private Path store;

  @Test
  void cleanSaysWhatItWouldRemoveThenRemovesIt() throws IOException {
    ended("old", 40);
    ended("newer", 20);
    ended("newest", 10);
    Map<String, Long> before = contents();
    Result dry = run("clean", "--dry-run", "--set", "store.keep-runs=2");
    assertThat(dry.code()).as(dry.err()).isZero();
    assertThat(dry.out().lines())
        .anyMatch(
            line ->
                line.matches(
                    "would remove run old \\(3\\.0 MB, ended [0-9-]+ [0-9:]+ UTC\\): not among the 2"
                        + " newest ended runs \\(store\\.keep-runs\\)"))
        .endsWith("would remove 1 run, 3.0 MB");
    assertThat(contents()).isEqualTo(before);

    Result checkpoints = run("clean", "--checkpoints", "--set", "store.keep-days=15");
    assertThat(checkpoints.out()).endsWith("removed checkpoints of 2 runs, 4.0 MB\n");
    assertThat(store.resolve("runs/old/model.zip")).exists();
    assertThat(store.resolve("runs/old/checkpoints")).doesNotExist();
    assertThat(store.resolve("runs/newest/checkpoints")).exists();

    Result removed = run("clean", "--set", "store.keep-runs=2");
    assertThat(removed.code()).as(removed.err()).isZero();
    assertThat(removed.out()).endsWith("removed 1 run, 1.0 MB\n");
    assertThat(store.resolve("runs").toFile().list()).containsExactlyInAnyOrder("newer", "newest");
  }

  @Test
  void cleanKeepsARunThatAJobWorksOn() throws IOException {
    ended("old", 40);
    Store opened = Store.open(store.toString(), new Configuration());
    try (FolderLock lock =
        FolderLock.acquire(
            UnguardedStore.writer(opened).files(),
            opened.run(new RunId("old")),
            "run old",
            LockHolder.here("local-1"),
            Duration.ofMinutes(1),
            note -> {})) {
      Files.setLastModifiedTime(
          store.resolve("runs/old/summary.json"),
          FileTime.from(Instant.now().minus(Duration.ofDays(40))));
      Result result = run("clean", "--set", "store.keep-days=30");
      assertThat(result.code()).isZero();
      assertThat(result.out())
          .contains("kept: run old is held by ")
          .endsWith("removed 0 runs, 0.0 MB\n");
      lock.requireHeld();
    }
    assertThat(store.resolve("runs/old/model.zip")).exists();
  }

  @Test
  void cleanWithoutARuleRemovesNothing() throws IOException {
    ended("old", 4000);
    assertThat(run("clean").out())
        .isEqualTo(
            "nothing to remove: store.keep-runs and store.keep-days are 0, which keeps all\n");
    assertThat(run("clean", "--set", "store.keep-days=-1").code()).isEqualTo(2);
  }

  @Test
  void compactTellsWhatItMerged() throws IOException {
    Store opened = Store.open(store.toString(), new Configuration());
    TableWriter writer = new TableWriter(LocalSpark.session(), UnguardedStore.writer(opened));
    for (String run : List.of("a", "b", "c")) {
      writer.replace(
          ParamRow.TABLE, new RunId(run), ParamRow.of(new TreeMap<>(Map.of("x", "1", "y", "2"))));
    }
    assertThat(run("compact").out()).startsWith("nothing to compact before ");
    Result result = run("compact", "--before", "2099-01");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .isEqualTo("params: merged runs: 3, months written: 1, rows before and after: 6\n");
    assertThat(StoredTables.rowFile(store, "params", "@merged").getParent().toFile().list())
        .as("the merged file and its sums")
        .hasSize(2);
    Result wrong = run("compact", "--before", "november");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err())
        .isEqualTo("error: --before must be a month like 2026-11, cannot be: november\n");
  }

  @Slow
  @Test
  void repairTellsWhatItMendedAndWhatIsLost() throws IOException {
    Store opened = Store.open(store.toString(), new Configuration());
    TableWriter writer = new TableWriter(LocalSpark.session(), UnguardedStore.writer(opened));
    writer.replace(
        ParamRow.TABLE, new RunId("a"), ParamRow.of(new TreeMap<>(Map.of("x", "1", "y", "2"))));
    Result whole = run("repair");
    assertThat(whole.code()).as(whole.err()).isZero();
    assertThat(whole.out()).isEqualTo("nothing to repair: every file of the tables is whole\n");
    Path file = StoredTables.rowFile(store, "params", "a");
    Files.write(file, new byte[0]);
    for (String option : List.of("--dry-run", "--run-id=r1")) {
      Result lost = run("repair", option);
      assertThat(lost.code()).isEqualTo(3);
      assertThat(lost.out())
          .startsWith("left as it is: " + file + " is damaged (0 bytes instead of ")
          .contains("lost: 2 of 2 rows of run a");
      assertThat(lost.err()).isEqualTo("error: rows of 1 files are lost; see the lines above\n");
    }
    assertThat(run("repair", "--accept-loss").code()).isZero();
    assertThat(run("repair").code()).isZero();
    assertThat(
            store
                .resolve("tables_damaged/params")
                .resolve(file.getParent().getFileName())
                .resolve("a.parquet"))
        .exists();
  }

  private void ended(String run, int daysAgo) throws IOException {
    for (String file :
        List.of("model.zip", "checkpoints/000010/state.bin", "journal/000010-0000.jsonl")) {
      Path path = store.resolve("runs/" + run + "/" + file);
      Files.createDirectories(path.getParent());
      Files.write(path, new byte[1_000_000]);
    }
    Path summary = Files.writeString(store.resolve("runs/" + run + "/summary.json"), "{}");
    Files.setLastModifiedTime(
        summary, FileTime.from(Instant.now().minus(Duration.ofDays(daysAgo))));
  }

  private Map<String, Long> contents() throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    try (Stream<Path> all = Files.walk(store)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        sizes.put(store.relativize(file).toString(), Files.size(file));
      }
    }
    return sizes;
  }

  private Result run(String... args) {
    return new Commands(store).run(args);
  }
}
