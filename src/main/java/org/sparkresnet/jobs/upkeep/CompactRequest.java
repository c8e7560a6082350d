package org.sparkresnet.jobs.upkeep;

import java.time.YearMonth;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.store.RunId;

/**
 * Request to merge the tables' files of ended runs into one a month.
 *
 * @param run name of the compaction in the table runs
 * @param before month before which a run must have begun, UTC
 */
public record CompactRequest(JobConfig config, RunId run, YearMonth before) {}
