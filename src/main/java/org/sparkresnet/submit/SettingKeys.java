package org.sparkresnet.submit;

import java.util.List;
import java.util.Map;

/** Names of Spark's settings that need more than to be handed on. */
final class SettingKeys {
  static final String DEPLOY_MODE = "spark.submit.deployMode";
  static final String DRIVER_MEMORY = "spark.driver.memory";
  static final String DRIVER_JAVA_OPTIONS = "spark.driver.extraJavaOptions";
  static final String EXECUTOR_JAVA_OPTIONS = "spark.executor.extraJavaOptions";

  /** Java options, by the setting that Spark puts before each of them. */
  static final Map<String, String> JAVA_OPTIONS =
      Map.of(
          DRIVER_JAVA_OPTIONS, "spark.driver.defaultJavaOptions",
          EXECUTOR_JAVA_OPTIONS, "spark.executor.defaultJavaOptions");

  /** Environment variables that Spark reads where a setting is in no file and no option. */
  static final Map<String, String> VARIABLES =
      Map.of(
          DRIVER_MEMORY,
          "SPARK_DRIVER_MEMORY",
          "spark.executor.memory",
          "SPARK_EXECUTOR_MEMORY",
          "spark.executor.cores",
          "SPARK_EXECUTOR_CORES");

  /** Other settings that say what a setting says: its older name, and a share for an amount. */
  private static final Map<String, List<String>> ALIKE =
      Map.of(
          "spark.driver.memoryOverhead",
          List.of("spark.yarn.driver.memoryOverhead", "spark.driver.memoryOverheadFactor"),
          "spark.executor.memoryOverhead",
          List.of("spark.yarn.executor.memoryOverhead", "spark.executor.memoryOverheadFactor"));

  private SettingKeys() {}

  /** Tells whether a setting is among others, or one that says the same. */
  static boolean isIn(Map<String, String> settings, String key) {
    return settings.containsKey(key)
        || ALIKE.getOrDefault(key, List.of()).stream().anyMatch(settings::containsKey);
  }
}
