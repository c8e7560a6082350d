package org.sparkresnet.jobs;

import java.io.PrintWriter;
import java.util.List;
import org.sparkresnet.cifar.CheckResult;
import org.sparkresnet.cifar.DataChecks;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.DataCheckRow;
import org.sparkresnet.tables.TableWriter;

/** What becomes of the data checks: a table, warnings for the user, an end for unusable data. */
public final class DataCheckRecorder {
  private DataCheckRecorder() {}

  /**
   * Stores all results, shows the warnings and refuses data of which a check failed.
   *
   * @throws org.sparkresnet.common.UserError of kind DATA with the first failure
   */
  public static void write(
      TableWriter tables, RunId run, List<CheckResult> checks, PrintWriter log) {
    tables.replace(
        DataCheckRow.TABLE,
        run,
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
        .forEach(check -> log.println("warning: " + check.message()));
    DataChecks.requireUsable(checks);
  }
}
