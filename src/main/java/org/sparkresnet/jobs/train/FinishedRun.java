package org.sparkresnet.jobs.train;

import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.MaybeDamaged;
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
   * configuration, such as the number of workers, is not compared. A summary that is damaged tells
   * of no end: the training that follows writes it again.
   *
   * @param warnings receives a line about a damaged summary
   * @throws UserError of code USAGE if it has finished with another configuration; of code DATA if
   *     that is damaged, or this build refuses it
   */
  public static boolean is(Store store, RunId run, JobConfig config, Consumer<String> warnings) {
    boolean finished =
        MaybeDamaged.of(() -> Summary.ofRun(store, run))
            .orTell(warnings)
            .flatMap(summary -> summary)
            .filter(summary -> summary.status() == RunStatus.FINISHED)
            .isPresent();
    if (finished && store.exists(store.config(run))) {
      requireSame(run, changes(store, run, config));
    }
    return finished;
  }

  private static List<String> changes(Store store, RunId run, JobConfig config) {
    Path stored = store.config(run);
    try {
      return config.changesFrom(JobConfig.stored(store.readText(stored), stored.toString()));
    } catch (UserError e) {
      throw e.with("; choose another run id, or train run %s with --fresh".formatted(run));
    }
  }

  private static void requireSame(RunId run, List<String> changes) {
    if (!changes.isEmpty()) {
      throw UserError.usage(
          "run %s has finished with another configuration (%s): choose another run id, or train it with --fresh"
              .formatted(run, String.join(", ", changes)));
    }
  }
}
