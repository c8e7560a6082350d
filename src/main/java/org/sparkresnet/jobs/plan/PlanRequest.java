package org.sparkresnet.jobs.plan;

import org.sparkresnet.bench.BenchPlan;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.store.RunId;

/**
 * Request to plan a training.
 *
 * @param run name of the plan in the store
 * @param probe whether to measure on the cluster
 * @param seconds that the probe measures for, about
 */
public record PlanRequest(JobConfig config, RunId run, boolean probe, double seconds) {
  /** Checks all that needs no Spark. */
  public PlanRequest {
    config.layers(); // refuses what this machine lacks
    config.evaluationLayers();
    BenchPlan.requireSeconds(seconds);
  }

  PlanRequest with(JobConfig other) {
    return new PlanRequest(other, run, probe, seconds);
  }

  /** Configuration with another number of workers; checks it. */
  public static JobConfig withWorkers(JobConfig config, int workers) {
    if (workers < 1) {
      throw UserError.usage("--workers must be at least 1, cannot be: " + workers);
    }
    JobConfig other = config.withWorkers(workers);
    other.requireValid();
    return other;
  }
}
