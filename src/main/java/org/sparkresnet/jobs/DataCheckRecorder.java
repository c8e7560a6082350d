package org.sparkresnet.jobs;

import java.util.List;
import org.sparkresnet.cifar.CheckResult;
import org.sparkresnet.cifar.DataChecks;
import org.sparkresnet.tables.rows.DataCheckRow;

/** Recorder of data checks: rows, warnings, and the refusal of data that cannot be used. */
public final class DataCheckRecorder {
  private DataCheckRecorder() {}

  /**
   * Stores all results in the table data_checks, tells the warnings and refuses data of which a
   * check failed.
   *
   * @throws org.sparkresnet.common.UserError of code DATA with the first failure
   */
  public static void write(RunScope scope, List<CheckResult> checks, JobListener listener) {
    scope
        .written()
        .replace(
            scope.tables(),
            scope.run(),
            DataCheckRow.TABLE,
            checks.stream()
                .map(
                    check ->
                        new DataCheckRow(
                            check.file(),
                            check.check(),
                            check.value(),
                            check.status().name(),
                            check.message()))
                .toList());
    checks.stream()
        .filter(check -> check.status() == CheckResult.Status.WARN)
        .forEach(check -> listener.warning(check.message()));
    DataChecks.requireUsable(checks);
  }
}
