package org.sparkresnet.cli;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.JobListener;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreLocks;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The option --store, and the ways to open what it names. */
final class StoreOptions {
  private static final String DEFAULT = "store";

  @Option(
      names = "--store",
      scope = ScopeType.INHERIT,
      paramLabel = "URI",
      defaultValue = DEFAULT,
      description = "Where runs and tables are kept, on any Hadoop file system (default: store).")
  private String store;

  /** Starts Spark and opens the store. */
  JobContext open(String application, JobListener listener) {
    return JobContext.open(application, store, listener);
  }

  /** Store, opened without Spark: only its configuration is read. */
  Store withoutSpark() {
    return Store.open(store, hadoop());
  }

  /** Configuration of Hadoop's file systems for a command that does without Spark. */
  Configuration hadoop() {
    return SparkHadoopUtil.get().newConfiguration(new SparkConf());
  }

  /**
   * Locks of the store for a command that does without Spark.
   *
   * @param command stands in locks for Spark's application id
   */
  StoreLocks locks(String command, JobConfig config, JobListener listener) {
    return JobContext.locks(withoutSpark(), command, config, listener);
  }

  /** The option to print in a follow-up command; empty for the default. */
  String again() {
    return store.equals(DEFAULT) ? "" : " --store " + HumanText.shellWord(store);
  }

  /** Line that says where a run's rows stand. */
  String tables(RunId run) {
    return "tables: " + store + "/tables, run " + run;
  }
}
