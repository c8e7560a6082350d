package org.sparkresnet.jobs.evaluate;

import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.Manifests;
import org.sparkresnet.jobs.RunScope;
import org.sparkresnet.jobs.SavedModel;
import org.sparkresnet.replica.ReplicaSpec;
import org.sparkresnet.store.RunCommand;

/**
 * Saved model that a run applies to images. Driver only.
 *
 * @param replica network to run forward, with the layers of the configuration
 */
record AppliedModel(SavedModel saved, ReplicaSpec replica) {
  /** Reads and verifies the model: {@link SavedModel#load}. */
  static AppliedModel load(JobContext context, JobConfig config, String option) {
    SavedModel saved = SavedModel.load(context.hadoop(), context.store(), config, option);
    return new AppliedModel(saved, saved.replica(config));
  }

  /** Names the model in the run's provenance, and writes the row of a run that works. */
  void begin(RunScope scope, RunCommand command, JobContext context, JobConfig config) {
    scope.describe(
        Manifests.of(scope.run(), command, config, replica.layers(), context.spark())
            .withModelSha256(saved.sha256()));
    scope.begin();
  }
}
