package org.sparkresnet.jobs;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.sparkresnet.common.SecretKeys;

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

  private static final String REDACTION = "spark.redaction.regex";

  private SparkDefaults() {}

  /** The settings, by name. */
  public static Map<String, String> settings() {
    return SETTINGS;
  }

  static void complete(SparkConf conf) {
    SETTINGS.forEach(conf::setIfMissing);
    conf.set(REDACTION, redaction(conf.get(REDACTION, "")));
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
