package org.sparkresnet.jobs.train;

import java.util.List;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.Summary;

/** Detector of runs that need no training because they have finished. Needs no Spark. */
public final class FinishedRun {
  private FinishedRun() {}

  /**
   * Tells whether a run has finished with a configuration. What its machine made of the
   * configuration, such as the number of workers, is not compared.
   *
   * @throws UserError of code USAGE if it has finished with another configuration
   */
  public static boolean is(Store store, RunId run, JobConfig config) {
    boolean finished =
        Summary.ofRun(store, run)
            .filter(summary -> summary.status() == RunStatus.FINISHED)
            .isPresent();
    if (finished && store.exists(store.config(run))) {
      Path stored = store.config(run);
      JobConfig earlier = JobConfig.stored(store.readText(stored), stored.toString());
      requireSame(run, config.changesFrom(earlier));
    }
    return finished;
  }

  private static void requireSame(RunId run, List<String> changes) {
    if (!changes.isEmpty()) {
      throw UserError.usage(
          "run %s has finished with another configuration (%s): choose another run id, or train it with --fresh"
              .formatted(run, String.join(", ", changes)));
    }
  }
}
