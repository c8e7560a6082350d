package org.sparkresnet.cli;

import java.io.Serial;

/**
 * Ends a driver that runs on the cluster. YARN hands on the message alone, as the application's
 * diagnostics, where submit/yarn finds exit code and reason; Spark's own SparkUserAppException,
 * whose wording this follows, would keep the reason from the user.
 */
public final class ClusterFailure extends Exception {
  @Serial private static final long serialVersionUID = 1;

  /** Tells whether this driver runs on the cluster. */
  static boolean isOnCluster() {
    return "cluster".equals(System.getProperty("spark.submit.deployMode"));
  }

  ClusterFailure(int exitCode, String reason) {
    // Without a trace: the driver's log has it where it matters.
    super("User application exited with status " + exitCode + ": " + reason, null, false, false);
  }
}
