package org.sparkresnet.jobs.report;

import java.util.List;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.store.RunId;

/**
 * Request for a small copy of runs' rows.
 *
 * @param config with the lease of the folder's lock
 * @param folder on any Hadoop file system; made if it is not there
 * @param runs to copy, of any command; empty for all runs of the store, or for none if some are
 *     removed
 * @param removed runs whose rows the folder is to have no longer
 */
public record ExportRequest(
    JobConfig config, String folder, List<RunId> runs, List<RunId> removed) {
  /**
   * Drops repeated runs.
   *
   * @throws UserError of code USAGE if a run is to be copied and removed
   */
  public ExportRequest {
    runs = runs.stream().distinct().toList();
    removed = removed.stream().distinct().toList();
    runs.stream()
        .filter(removed::contains)
        .findFirst()
        .ifPresent(
            run -> {
              throw UserError.usage("--remove must name other runs than --run, cannot be: " + run);
            });
  }

  /** Copies runs, of a given configuration. */
  public ExportRequest(JobConfig config, String folder, List<RunId> runs) {
    this(config, folder, runs, List.of());
  }

  /** Copies runs, with the defaults of the configuration. */
  public ExportRequest(String folder, List<RunId> runs) {
    this(JobConfig.defaults(), folder, runs);
  }

  /** Tells whether all runs of the store are copied. */
  boolean copiesAll() {
    return runs.isEmpty() && removed.isEmpty();
  }
}
