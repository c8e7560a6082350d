package org.sparkresnet.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sparkresnet.testing.UserErrors.assertRefused;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.report.ReportPage;
import org.sparkresnet.store.RunId;

class RequestsTest {
  private static final RunId RUN = new RunId("a");

  private static List<RunId> runs(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> new RunId("b-" + i)).toList();
  }

  private static void refused(String message, List<RunId> compare) {
    assertThatThrownBy(() -> new ReportRequest(RUN, compare, Optional.empty()))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(message);
  }

  @Test
  void aReportComparesOtherRunsOnceEach() {
    RunId other = new RunId("b");
    assertThat(new ReportRequest(RUN, List.of(other, other), Optional.empty()).compare())
        .containsExactly(other);
    refused("--compare must name other runs than --run, cannot be: a", List.of(other, RUN));
  }

  @Test
  void aReportHasAColourForEachRun() {
    int most = ReportPage.MOST_RUNS - 1;
    assertThat(new ReportRequest(RUN, runs(most), Optional.empty()).compare()).hasSize(most);
    refused(
        "--compare must be given at most %d times, cannot be: %d".formatted(most, most + 1),
        runs(most + 1));
  }

  @Test
  void anExportCopiesARunOnce() {
    assertThat(new ExportRequest("out", List.of(RUN, RUN)).runs()).containsExactly(RUN);
    assertThat(new ExportRequest("out", List.of()).runs()).isEmpty();
  }

  @Test
  void anExportThatOnlyRemovesCopiesNothing() {
    assertThat(export(List.of(), List.of(RUN)).copiesAll()).isFalse();
    assertThat(export(List.of(), List.of()).copiesAll()).isTrue();
  }

  @Test
  void anExportDoesNotRemoveWhatItCopies() {
    assertRefused(ExitCode.USAGE, () -> export(List.of(RUN), List.of(RUN)))
        .isEqualTo("--remove must name other runs than --run, cannot be: a");
  }

  private static ExportRequest export(List<RunId> copied, List<RunId> removed) {
    return new ExportRequest(JobConfig.defaults(), "out", copied, removed);
  }
}
