package org.sparkresnet.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.store.LockedStore;
import org.sparkresnet.store.RunId;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.Slow;

class ReportJobTest {
  private static final RunId FIRST = new RunId(JobStore.FIRST);

  @TempDir private Path folder;
  private JobStore store;

  @BeforeEach
  void champion() {
    store = JobStore.withChampion(folder.resolve("store"));
  }

  private Path report(RunId run, Optional<String> file) {
    org.apache.hadoop.fs.Path path =
        new ReportJob(store.context()).run(new ReportRequest(run, List.of(), file));
    return Path.of(path.toUri().getPath());
  }

  /** Lock of another job on the run. */
  private LockedStore working() {
    return JobContext.locks(
            store.context().store(), "other", JobStore.config(), store.context().listener())
        .forRun(FIRST);
  }

  @Slow
  @Test
  void thePageInTheRunsFolderIsReplacedUnderTheRunsLock() throws Exception {
    Path page = store.path("runs/first/report.html");
    Files.writeString(page, "old");
    try (LockedStore other = working()) {
      assertThatThrownBy(() -> report(FIRST, Optional.empty()))
          .isInstanceOfSatisfying(
              UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED))
          .hasMessageStartingWith("run first is held by ")
          .message()
          .hasLineCount(1);
      other.requireNotLost();
      assertThat(page).hasContent("old");
    }
    assertThat(report(FIRST, Optional.empty())).isEqualTo(page);
    assertThat(Files.readString(page)).contains("<h1>ResNet-8: ");
    assertThat(store.context().store().isLocked(store.context().store().run(FIRST))).isFalse();
  }

  @Slow
  @Test
  void elsewhereTheReportOfARunThatAJobWorksOnCanBeWritten() throws Exception {
    Path page = folder.resolve("page.html");
    try (LockedStore other = working()) {
      assertThat(report(FIRST, Optional.of(page.toString()))).isEqualTo(page);
      other.requireNotLost();
    }
    assertThat(Files.readString(page)).contains("<h1>ResNet-8: ");
  }

  @Test
  void anUnknownRunGetsNoFolder() {
    assertThatThrownBy(() -> report(new RunId("frist"), Optional.empty()))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageEndingWith("has no run frist; did you mean first?");
    assertThat(store.path("runs/frist")).doesNotExist();
  }
}
