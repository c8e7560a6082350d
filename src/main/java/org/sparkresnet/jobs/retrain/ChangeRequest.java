package org.sparkresnet.jobs.retrain;

import org.sparkresnet.config.JobConfig;
import org.sparkresnet.store.RunId;

/**
 * Request to change the champion by hand.
 *
 * @param run name of the change in the tables; the same name again changes nothing more
 * @param reason words of the user; empty for none
 */
public record ChangeRequest(JobConfig config, RunId run, String reason) {
  String fullReason() {
    return reason.isBlank() ? "by hand" : "by hand: " + reason.strip();
  }
}
