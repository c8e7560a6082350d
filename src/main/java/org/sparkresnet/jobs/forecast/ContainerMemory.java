package org.sparkresnet.jobs.forecast;

import java.util.Optional;
import org.apache.spark.SparkConf;
import org.sparkresnet.common.UserError;

/**
 * Memory that spark-submit asks for: an executor's container is its heap and its overhead.
 *
 * @param heap bytes of spark.executor.memory
 * @param overhead bytes of spark.executor.memoryOverhead
 */
public record ContainerMemory(long heap, long overhead) {
  private static final String MEMORY = "spark.executor.memory";
  private static final String OVERHEAD = "spark.executor.memoryOverhead";

  /** Spark's own default of the overhead: a tenth of the heap, at least so much. */
  private static final long LEAST_OVERHEAD_MB = 384;

  /** Of the overhead, so much is left to the JVM by the limits of executors. */
  private static final long OTHER = 1L << 30;

  /** The container of an executor; empty where the driver's process trains. */
  public static Optional<ContainerMemory> of(SparkConf conf, boolean local) {
    if (local) {
      return Optional.empty();
    }
    long heap = conf.getSizeAsMb(MEMORY, "1g");
    long overhead =
        conf.contains(OVERHEAD)
            ? conf.getSizeAsMb(OVERHEAD)
            : Math.max(LEAST_OVERHEAD_MB, heap / 10);
    return Optional.of(new ContainerMemory(heap << 20, overhead << 20));
  }

  /** Bytes of the container. */
  public long bytes() {
    return heap + overhead;
  }

  /** Bytes of the overhead that networks may use, as executors are limited to it. */
  long forNetworks() {
    return Math.max(overhead / 2, overhead - OTHER);
  }

  /**
   * Requires that the container holds what is expected.
   *
   * @param work what is trained, for the message
   * @throws UserError of code USAGE that names the key to raise
   */
  public void requireHolds(Forecast forecast, String work) {
    require(forecast, Figure.EXECUTOR_OFF_HEAP_BYTES, forNetworks(), OVERHEAD, overhead, work);
    require(forecast, Figure.EXECUTOR_HEAP_BYTES, heap, MEMORY, heap, work);
  }

  private static void require(
      Forecast forecast, Figure figure, long has, String key, long now, String work) {
    double needed = forecast.get(figure).map(Forecast.Expected::value).orElse(0.0);
    if (needed > has) {
      long least = (long) Math.ceil((needed + (now - has)) / (1 << 20));
      throw UserError.usage(
          "%s must be at least %dm for an executor that trains %s, is %dm: raise it, or train with a smaller train.batch-size or fewer spark.executor.cores"
              .formatted(key, least, work, now >> 20));
    }
  }
}
