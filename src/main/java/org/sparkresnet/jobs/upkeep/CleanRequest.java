package org.sparkresnet.jobs.upkeep;

import org.sparkresnet.config.JobConfig;
import org.sparkresnet.store.RunId;

/**
 * Request to remove old runs, by {@code store.keep-runs} and {@code store.keep-days}.
 *
 * @param run name of the removal in the table runs
 * @param checkpointsOnly tells to remove only checkpoints and journals of those runs
 */
public record CleanRequest(JobConfig config, RunId run, boolean checkpointsOnly) {}
