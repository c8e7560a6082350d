package org.sparkresnet.cli;

import org.apache.spark.SparkConf;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.doctor.DriverChecks;
import org.sparkresnet.jobs.doctor.ExecutorChecks;

/** Makes the quick checks of the driver before a command that computes with networks. */
final class StartChecks {
  private StartChecks() {}

  /**
   * Requires a fit machine, before Spark starts and anything is stored.
   *
   * @throws org.sparkresnet.common.UserError of code USAGE with the first check that failed
   */
  static void requireFit(JobConfig config) {
    DriverChecks checks = new DriverChecks(new SparkConf());
    checks.requireFit();
    checks.requireMemory(config);
  }

  /**
   * Requires fit executors, after Spark has started and before anything is stored.
   *
   * @throws org.sparkresnet.common.UserError of code USAGE with an executor and what it lacks
   */
  static void requireFit(JobContext context, JobConfig config) {
    ExecutorChecks.requireFit(context, config);
  }
}
