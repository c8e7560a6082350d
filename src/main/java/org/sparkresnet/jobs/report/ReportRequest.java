package org.sparkresnet.jobs.report;

import java.util.List;
import java.util.Optional;
import org.sparkresnet.common.UserError;
import org.sparkresnet.report.ReportPage;
import org.sparkresnet.store.RunId;

/**
 * Request for a report page.
 *
 * @param run of train or evaluate
 * @param compare runs to compare it with; empty for the champion's
 * @param file where to write the page, on any Hadoop file system; empty for report.html in the
 *     run's folder
 */
public record ReportRequest(RunId run, List<RunId> compare, Optional<String> file) {
  /** Checks the runs. */
  public ReportRequest {
    compare = compare.stream().distinct().toList();
    if (compare.contains(run)) {
      throw UserError.usage("--compare must name other runs than --run, cannot be: " + run);
    }
    if (compare.size() >= ReportPage.MOST_RUNS) {
      throw UserError.usage(
          "--compare must be given at most %d times, cannot be: %d"
              .formatted(ReportPage.MOST_RUNS - 1, compare.size()));
    }
  }
}
