package org.sparkresnet.jobs.report;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.sparkresnet.common.MaybeDamaged;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.config.RegistryConfig;
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

  /** Name of the model whose champion it worked on. */
  String model() {
    return RegistryConfig.storedModel(Manifest.valuesOf(config));
  }

  /** Images that it held out; empty if this build refuses its configuration. */
  OptionalInt validationExamples() {
    return MaybeDamaged.of(
            () ->
                JobConfig.stored(Manifest.valuesOf(config), "run " + runId)
                    .dataset()
                    .validationExamples())
        .content()
        .map(OptionalInt::of)
        .orElse(OptionalInt.empty());
  }
}
