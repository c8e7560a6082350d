package org.sparkresnet.report;

import java.util.List;
import java.util.Optional;
import org.sparkresnet.report.RunInfo.NamedValue;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.rows.DrillRow;

/** Page of a drill of which one disturbance held, one failed and one was not possible. */
final class ExampleDrill {
  private ExampleDrill() {}

  /** The page; a text stands where a failure may say anything. */
  static String page(String failure) {
    String expected = "params_sha256 %s, 2,560 images, 56 rounds".formatted("ab".repeat(32));
    return DrillPage.of(
        new RunId("drill-20261101-020000"),
        List.of(
            new NamedValue("workers", "3"),
            new NamedValue(
                "master", "spark://" + "a-long-name-of-a-machine.".repeat(4) + "example:7077")),
        List.of(
            new DrillRow(
                "executor",
                "one halted its JVM in the middle of the training",
                DrillRow.HELD,
                expected,
                expected,
                12.34,
                Optional.of("ab".repeat(32))),
            new DrillRow(
                "driver", "killed", DrillRow.FAILED, expected, failure, 60, Optional.empty()),
            new DrillRow(
                "quota",
                "the store was full",
                DrillRow.NOT_POSSIBLE,
                expected,
                "this file system has no quotas",
                0,
                Optional.empty())));
  }
}
