package org.sparkresnet.replica;

import java.util.HashSet;
import java.util.Set;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import scala.collection.JavaConverters;

/**
 * The present process among those of a Spark application: its name, its address, and the others.
 */
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

  /** Address (host:port) of the present process, by which Spark knows an executor or the driver. */
  public static String address() {
    return SparkEnv.get().blockManager().blockManagerId().hostPort();
  }

  /** Addresses of the executors that are there; none where tasks run in the driver. Driver only. */
  public static Set<String> executors(JavaSparkContext spark) {
    Set<String> executors =
        new HashSet<>(JavaConverters.mapAsJavaMap(spark.sc().getExecutorMemoryStatus()).keySet());
    executors.remove(address());
    return executors;
  }
}
