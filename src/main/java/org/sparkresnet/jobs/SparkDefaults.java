package org.sparkresnet.jobs;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.sparkresnet.common.SecretKeys;

/** Settings of Spark that a job makes. */
public final class SparkDefaults {
  /** Settings that jobs depend on, whatever a cluster's configuration says. */
  private static final Map<String, String> REQUIRED =
      // Tasks hold objects that only Java's own way of serialising knows.
      Map.of("spark.serializer", "org.apache.spark.serializer.JavaSerializer");

  /** Settings where the user has made none. No result depends on them. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          // An epoch is dealt to all executors, not to where most of its images happened to be.
          "spark.shuffle.reduceLocality.enabled", "false",
          // Weights and pixels do not shrink: compressing them only takes time.
          "spark.broadcast.compress", "false",
          "spark.shuffle.compress", "false",
          // A segment for which there is no room any more is given up soon, and its rounds are
          // jobs. Spark would look for room again and again for ten minutes.
          "spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "1s",
          "spark.scheduler.barrier.maxConcurrentTasksCheck.maxFailures", "3",
          // A worker's weights come with its task's result, not by a second way through the block
          // manager; larger ones, from 110 layers on, still do.
          "spark.task.maxDirectResultSize", "8m");

  private static final String REDACTION = "spark.redaction.regex";

  /**
   * Settings for Spark in one process, whose executor cannot be lost. A process that was suspended,
   * with a laptop or a virtual machine, finds its heartbeats and answers overdue when it wakes:
   * Spark would give up its only executor, and end.
   */
  private static final Map<String, String> IN_ONE_PROCESS =
      Map.of(
          "spark.storage.blockManagerHeartbeatTimeoutMs", "365d", "spark.rpc.askTimeout", "365d");

  /**
   * Settings of an event log that the user has switched on. A file of its own for each part: Spark
   * can then thin out the log of a long run, and a History Server need not read it as one.
   */
  private static final Map<String, String> OF_EVENT_LOG =
      Map.of(
          "spark.eventLog.rolling.enabled", "true",
          "spark.eventLog.rolling.maxFileSize", "64m");

  private SparkDefaults() {}

  /** The settings where the user has made none, by name. */
  public static Map<String, String> settings() {
    return SETTINGS;
  }

  /** The settings that jobs depend on, by name. */
  public static Map<String, String> requiredSettings() {
    return REQUIRED;
  }

  /** A required setting that a running Spark has otherwise, in words; empty without one. */
  static String required(SparkConf running) {
    return REQUIRED.entrySet().stream()
        .filter(
            setting ->
                !running.get(setting.getKey(), setting.getValue()).equals(setting.getValue()))
        .map(
            setting ->
                "%s must be %s, is %s"
                    .formatted(setting.getKey(), setting.getValue(), running.get(setting.getKey())))
        .findFirst()
        .orElse("");
  }

  static void complete(SparkConf conf) {
    REQUIRED.forEach(conf::set);
    SETTINGS.forEach(conf::setIfMissing);
    conf.set(REDACTION, redaction(conf.get(REDACTION, "")));
    if (conf.getBoolean("spark.eventLog.enabled", false)) {
      OF_EVENT_LOG.forEach(conf::setIfMissing);
    }
    if (LocalMaster.is(conf.get("spark.master", ""))) {
      IN_ONE_PROCESS.forEach(conf::setIfMissing);
    }
  }

  /**
   * Names of the settings that Spark hides in its event log and its pages: this project's secrets,
   * of which Spark's own list lacks those of object stores, and the user's.
   */
  private static String redaction(String own) {
    return own.isEmpty() || own.equals(SecretKeys.REGEX)
        ? SecretKeys.REGEX
        : "(?:%s)|(?:%s)".formatted(own, SecretKeys.REGEX);
  }
}
