package org.sparkresnet.jobs.upkeep;

import org.sparkresnet.config.JobConfig;
import org.sparkresnet.store.RunId;

/**
 * Request to mend the row files of the tables.
 *
 * @param run name of the repair in the table runs
 * @param acceptLoss takes away files whose rows nothing can restore
 */
public record RepairRequest(JobConfig config, RunId run, boolean acceptLoss) {}
