package org.sparkresnet.jobs.doctor;

import java.io.Serial;
import java.io.Serializable;
import java.util.List;

/**
 * Report of one executor.
 *
 * @param id Spark's name of the executor
 * @param address host and port of its block manager
 * @param name name for messages
 * @param clockMillis its clock when the report was made
 * @param timeZone its time zone
 */
record ProcessReport(
    String id,
    String address,
    String name,
    List<Finding> findings,
    long clockMillis,
    String timeZone)
    implements Serializable {
  @Serial private static final long serialVersionUID = 1;

  /** Copies the list. */
  ProcessReport {
    findings = List.copyOf(findings);
  }
}
