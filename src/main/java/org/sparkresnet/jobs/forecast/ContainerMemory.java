package org.sparkresnet.jobs.forecast;

import java.util.Optional;
import org.apache.spark.SparkConf;
import org.sparkresnet.common.UserError;
import org.sparkresnet.jobs.ExecutorOptions;
import org.sparkresnet.jobs.MemoryNeed;

/**
 * Memory that spark-submit asks for: an executor's container is its heap and its overhead.
 *
 * @param heap bytes of spark.executor.memory
 * @param overhead bytes of spark.executor.memoryOverhead, or of its share of the heap
 */
public record ContainerMemory(long heap, long overhead) {
  private static final String MEMORY = "spark.executor.memory";
  private static final String OVERHEAD = "spark.executor.memoryOverhead";

  /** The container of an executor; empty where the driver's process trains. */
  public static Optional<ContainerMemory> of(SparkConf conf, boolean local) {
    if (local) {
      return Optional.empty();
    }
    return Optional.of(
        new ContainerMemory(ExecutorOptions.heap(conf), ExecutorOptions.overhead(conf)));
  }

  /** Bytes of the container. */
  public long bytes() {
    return heap + overhead;
  }

  /**
   * Requires that the container holds what is expected: the heap, all beside it, and in the part
   * for the networks what they surely need.
   *
   * @param need of the tasks of an executor, at the same time
   * @param work what is trained, for the message
   * @throws UserError of code USAGE that names the key to raise
   */
  public void requireHolds(Forecast forecast, MemoryNeed need, String work) {
    long sure = need.surelyOffHeap();
    if (sure > ExecutorOptions.forNetworks(overhead)) {
      throw tooSmall(OVERHEAD, (double) ExecutorOptions.leastOverhead(sure), overhead, work);
    }
    require(forecast, Figure.EXECUTOR_OFF_HEAP_BYTES, OVERHEAD, overhead, work);
    require(forecast, Figure.EXECUTOR_HEAP_BYTES, MEMORY, heap, work);
  }

  private static void require(Forecast forecast, Figure figure, String key, long has, String work) {
    double needed = forecast.get(figure).map(Forecast.Expected::value).orElse(0.0);
    if (needed > has) {
      throw tooSmall(key, needed, has, work);
    }
  }

  private static UserError tooSmall(String key, double needed, long has, String work) {
    return UserError.usage(
        "%s must be at least %dm for an executor that trains %s, is %dm: raise it, or train with a smaller train.batch-size or fewer spark.executor.cores"
            .formatted(key, (long) Math.ceil(needed / (1 << 20)), work, has >> 20));
  }
}
