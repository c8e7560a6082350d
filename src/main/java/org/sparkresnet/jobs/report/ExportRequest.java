package org.sparkresnet.jobs.report;

import java.util.List;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.store.RunId;

/**
 * Request for a small copy of runs' rows.
 *
 * @param config with the lease of the folder's lock
 * @param folder on any Hadoop file system; made if it is not there
 * @param runs of any command; empty for all runs of the store
 */
public record ExportRequest(JobConfig config, String folder, List<RunId> runs) {
  /** Drops repeated runs. */
  public ExportRequest {
    runs = runs.stream().distinct().toList();
  }

  /** With the defaults of the configuration. */
  public ExportRequest(String folder, List<RunId> runs) {
    this(JobConfig.defaults(), folder, runs);
  }
}
