package org.sparkresnet.bench;

import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.store.RunId;

/**
 * Request to measure the speed of this build.
 *
 * @param run name of the measurement in the store
 * @param batch images in a minibatch of one worker
 * @param seconds for each figure, all its measurements together
 * @param stock tells to measure stock DL4J layers too
 */
public record BenchRequest(JobConfig config, RunId run, int batch, double seconds, boolean stock) {
  /** Checks all that needs no Spark. */
  public BenchRequest {
    new BenchPlan(batch, seconds, 1, stock);
    if (config.layers() == LayerSet.STOCK) {
      throw UserError.usage(
          "bench compares oneDNN's layers with stock ones: model.layers cannot be stock here");
    }
  }
}
