package org.sparkresnet.jobs.report;

import java.util.List;
import org.sparkresnet.store.RunId;

/**
 * Request for a small copy of runs' rows.
 *
 * @param folder on any Hadoop file system; made if it is not there
 * @param runs of any command; empty for all runs of the store
 */
public record ExportRequest(String folder, List<RunId> runs) {
  /** Drops repeated runs. */
  public ExportRequest {
    runs = runs.stream().distinct().toList();
  }
}
