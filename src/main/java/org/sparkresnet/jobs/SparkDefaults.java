package org.sparkresnet.jobs;

import java.util.Map;
import org.apache.spark.SparkConf;

/** Settings of Spark that a job makes where the user has made none. No result depends on them. */
public final class SparkDefaults {
  private static final Map<String, String> SETTINGS =
      Map.of(
          // Tables are small: 200 shuffle partitions would only be empty tasks.
          "spark.sql.shuffle.partitions", "1",
          // An epoch is dealt to all executors, not to where most of its images happened to be.
          "spark.shuffle.reduceLocality.enabled", "false",
          // Weights and pixels do not shrink: compressing them only takes time.
          "spark.broadcast.compress", "false",
          "spark.shuffle.compress", "false",
          // A worker's weights come with its task's result, not by a second way through the block
          // manager; larger ones, from 110 layers on, still do.
          "spark.task.maxDirectResultSize", "8m");

  /**
   * Settings for Spark in one process, whose executor cannot be lost. A process that was suspended,
   * with a laptop or a virtual machine, finds its heartbeats and answers overdue when it wakes:
   * Spark would give up its only executor, and end.
   */
  private static final Map<String, String> IN_ONE_PROCESS =
      Map.of(
          "spark.storage.blockManagerHeartbeatTimeoutMs", "365d", "spark.rpc.askTimeout", "365d");

  private SparkDefaults() {}

  /** The settings, by name. */
  public static Map<String, String> settings() {
    return SETTINGS;
  }

  static void complete(SparkConf conf) {
    SETTINGS.forEach(conf::setIfMissing);
    String master = conf.get("spark.master", "");
    if (master.equals("local") || master.startsWith("local[")) {
      IN_ONE_PROCESS.forEach(conf::setIfMissing);
    }
  }
}
