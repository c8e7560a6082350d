package org.sparkresnet.replica;

import org.apache.spark.SparkEnv;

/** Name of the present process among those of a Spark application. */
public final class SparkProcess {
  /** Spark's name of the driver. */
  public static final String DRIVER = "driver";

  private SparkProcess() {}

  /** Name for messages: "driver", also without Spark, or "executor 1 on HOST". */
  public static String name() {
    SparkEnv env = SparkEnv.get();
    return env == null || env.executorId().equals(DRIVER)
        ? DRIVER
        : "executor %s on %s"
            .formatted(env.executorId(), env.blockManager().blockManagerId().host());
  }
}
