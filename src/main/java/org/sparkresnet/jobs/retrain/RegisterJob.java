package org.sparkresnet.jobs.retrain;

import java.util.Optional;
import java.util.SortedMap;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobListener;
import org.sparkresnet.jobs.RegistryLock;
import org.sparkresnet.registry.ModelVersion;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreLocks;
import org.sparkresnet.store.Summary;

/** Adds a run's model to the registry by hand. Needs no Spark. */
public final class RegisterJob {
  private final StoreLocks locks;
  private final JobListener listener;

  /** Job on a store, under locks of this process. */
  public RegisterJob(StoreLocks locks, JobListener listener) {
    this.locks = locks;
    this.listener = listener;
  }

  /**
   * Copies the model of a finished run into the registry as the next version. A run that is
   * registered already keeps its version.
   *
   * @throws UserError of code USAGE if there is no such run, of code DATA if it has not ended
   */
  public ModelVersion run(JobConfig config, RunId run) {
    Store store = locks.store();
    if (!store.exists(store.run(run))) {
      throw UserError.usage("no run %s in %s".formatted(run, store.root()));
    }
    SortedMap<String, Double> metrics = metrics(store, run);
    return RegistryLock.withLock(
        locks,
        config,
        writer -> {
          ModelVersion added = writer.register(run, metrics, Optional.empty()).version();
          listener.note("%s %s: run %s".formatted(writer.registry().name(), added, run));
          RegistryLock.prune(writer, config, listener);
          return added;
        });
  }

  private static SortedMap<String, Double> metrics(Store store, RunId run) {
    return Summary.ofRun(store, run)
        .map(VersionManifest::metricsOf)
        .orElseThrow(
            () ->
                UserError.data(
                    "run %s has not ended: %s is missing".formatted(run, store.summary(run))));
  }
}
