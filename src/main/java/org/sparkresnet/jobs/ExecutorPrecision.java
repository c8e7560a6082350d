package org.sparkresnet.jobs;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.nn.kernels.OneDnn;
import org.sparkresnet.replica.SparkProcess;

/**
 * Choice of a precision that the configuration leaves to the machine: what the driver's CPU is fast
 * at, unless an executor's CPU cannot do it. An executor that comes later is asked when it builds
 * its network. Driver only.
 */
public final class ExecutorPrecision {
  private ExecutorPrecision() {}

  /**
   * The configuration for the executors that are there; where bfloat16 would be chosen on a
   * cluster, one Spark job asks them.
   *
   * @param listener told if the choice is float32 because of an executor
   */
  public static JobConfig of(JavaSparkContext spark, JobConfig config, JobListener listener) {
    if (spark.isLocal() || !config.choosesBfloat16()) {
      return config;
    }
    return without(spark)
        .map(
            executor -> {
              listener.note(
                  "precision: float32, as the instruction set of %s has no bfloat16"
                      .formatted(executor));
              return config.withoutBfloat16();
            })
        .orElse(config);
  }

  /** First of the executors whose CPU does not multiply bfloat16; each is given a task. */
  private static Optional<String> without(JavaSparkContext spark) {
    int tasks = Math.max(spark.defaultParallelism(), 1);
    List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
    return spark
        .parallelize(numbers, tasks)
        .map(number -> OneDnn.hasBfloat16() ? "" : SparkProcess.name())
        .collect()
        .stream()
        .filter(name -> !name.isEmpty())
        .sorted()
        .findFirst();
  }
}
