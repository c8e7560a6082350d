package org.sparkresnet.jobs.report;

import java.time.Instant;
import java.util.Optional;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.tables.TableView;
import org.sparkresnet.tables.rows.RunRow;

/** Row of the table runs, as far as the page of nights needs it. */
record NightRun(
    String runId,
    String command,
    RunStatus status,
    Instant startedAt,
    Optional<Instant> endedAt,
    String config,
    int workers,
    Optional<String> error) {
  static final TableView<NightRun> VIEW = TableView.of(RunRow.TABLE, NightRun.class);

  /** The configuration that the run had. */
  JobConfig stored() {
    return JobConfig.stored(Manifest.valuesOf(config), "run " + runId);
  }
}
