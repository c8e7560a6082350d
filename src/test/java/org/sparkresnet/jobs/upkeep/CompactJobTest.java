package org.sparkresnet.jobs.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.store.LockedStore;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.rows.ParamRow;
import org.sparkresnet.tables.upkeep.Compaction.Compacted;
import org.sparkresnet.testing.JobStore;

class CompactJobTest {
  @TempDir private Path folder;
  private JobStore store;

  @BeforeEach
  void threeRuns() {
    store = JobStore.in(folder.resolve("store"));
    TableWriter tables =
        new TableWriter(store.context().spark(), UnguardedStore.writer(store.context().store()));
    for (String run : List.of("a", "b", "c")) {
      tables.replace(
          ParamRow.TABLE, new RunId(run), ParamRow.of(new TreeMap<>(Map.of("x", "1", "y", "2"))));
    }
  }

  private List<Compacted> compact() throws IOException {
    return new CompactJob(store.context())
        .run(new CompactRequest(JobStore.config(), new RunId("compact-1"), YearMonth.of(2099, 1)));
  }

  @Test
  void aCompactionLeavesARow() throws IOException {
    assertThat(compact()).containsExactly(new Compacted("params", 3, 1, 6));
    assertThat(store.row("compact-1").orElseThrow())
        .satisfies(
            row -> {
              assertThat(row.status()).isEqualTo(RunStatus.FINISHED);
              assertThat(row.command()).isEqualTo("compact");
              assertThat(row.endedAt().orElseThrow()).isAfterOrEqualTo(row.startedAt());
            });
    assertThat(store.rows(ParamRow.TABLE, "a")).hasSize(2);
    assertThat(store.path("runs")).as("it has no folder").doesNotExist();
  }

  @Test
  void aTableThatCannotBeReadLeavesAFailedRow() throws IOException {
    Path damaged = store.rowFile("params", "a");
    long bytes = Files.size(damaged);
    Files.writeString(damaged, "no Parquet at all");
    String reason =
        damaged + " is damaged (17 bytes instead of " + bytes + "); submit/local repair";
    assertThatThrownBy(this::compact)
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessageStartingWith(reason);
    store.requireFailed("compact-1", "compact", reason);
    assertThat(store.rowFile("params", "b")).exists();
  }

  @Test
  void aMonthThatCannotBeWrittenLeavesAFailedRow() throws IOException {
    Path month = store.rowFile("params", "a").getParent();
    Path inTheWay = Files.createDirectories(month.resolve("_sum-@merged.json/in/the/way"));
    assertThatThrownBy(this::compact)
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.STORAGE))
        .hasMessageStartingWith("cannot write file:" + month);
    store.requireFailed("compact-1", "compact", "cannot write file:" + month);
    assertThat(inTheWay).exists();
  }

  @Test
  void aSecondCompactionIsRefusedAndHasNoRow() {
    try (LockedStore held = store.context().locks(JobStore.config()).forTables()) {
      assertThatThrownBy(this::compact)
          .isInstanceOfSatisfying(
              UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED))
          .hasMessageStartingWith("tables is held by ");
      held.requireNotLost();
    }
    assertThat(store.runs()).isEmpty();
  }
}
