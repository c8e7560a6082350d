package org.sparkresnet.bench;

import java.io.IOException;
import java.time.Instant;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.Manifests;
import org.sparkresnet.jobs.RunLabel;
import org.sparkresnet.jobs.RunScope;
import org.sparkresnet.store.RunCommand;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.rows.BenchRow;

/** Writes speeds of several systems into the tables bench and runs. Driver only. */
public final class PeersJob {
  private final JobContext context;

  /** Job on a context, which stays open. */
  public PeersJob(JobContext context) {
    this.context = context;
  }

  /**
   * Writes the speeds, measured on this machine just now.
   *
   * @return the table for people
   */
  public String run(JobConfig config, RunId run, SystemSpeeds speeds) throws IOException {
    return RunScope.of(
        context,
        config,
        RunLabel.of(RunCommand.BENCH),
        run,
        scope -> {
          scope.describe(
              Manifests.of(
                  scope.run(),
                  RunCommand.BENCH,
                  config.withChosenPrecisions(),
                  config.layers(),
                  context.spark()));
          scope.begin();
          scope.tables().replace(BenchRow.TABLE, scope.run(), speeds.rows());
          scope.finish();
          return PeersText.of(speeds, scope.manifest(), HumanText.minute(Instant.now()));
        });
  }
}
