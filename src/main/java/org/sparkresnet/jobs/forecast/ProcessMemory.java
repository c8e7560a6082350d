package org.sparkresnet.jobs.forecast;

import java.io.IOException;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.jobs.JobContext;

/**
 * Memory of a process as it trains.
 *
 * @param heap bytes of live objects
 * @param offHeap bytes of the resident memory besides the heap's own pages
 */
record ProcessMemory(long heap, long offHeap) implements Serializable {
  private static final Path STATUS = Path.of("/proc/self/status");

  /** Memory of this process, after a garbage collection; without Linux's files, 0 off the heap. */
  static ProcessMemory here() {
    ManagementFactory.getMemoryMXBean().gc();
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    long pages = HeapPages.resident().orElse(heap.getCommitted());
    return new ProcessMemory(heap.getUsed(), Math.max(0, resident(STATUS) - pages));
  }

  static long resident(Path status) {
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0; // not Linux
    }
  }

  /**
   * Figures of the processes in which workers have just trained, the largest of each, and of the
   * driver; runs one Spark job on a cluster, of as many tasks as workers.
   */
  static Measured of(JobContext context, int workers) {
    ProcessMemory driver = here();
    if (context.sparkContext().isLocal()) {
      return executors(Measured.NOTHING, List.of(driver));
    }
    List<Integer> numbers = IntStream.range(0, workers).boxed().toList();
    List<ProcessMemory> all =
        SparkJobNames.step(
            context.spark().sparkContext(),
            "memory of the executors",
            () ->
                context
                    .sparkContext()
                    .parallelize(numbers, workers)
                    .map(number -> here())
                    .collect());
    return executors(Measured.NOTHING.with(Figure.DRIVER_HEAP_BYTES, (double) driver.heap), all);
  }

  private static Measured executors(Measured before, List<ProcessMemory> all) {
    Measured measured = before;
    long offHeap = all.stream().mapToLong(ProcessMemory::offHeap).max().orElse(0);
    if (offHeap > 0) {
      measured = measured.with(Figure.EXECUTOR_OFF_HEAP_BYTES, (double) offHeap);
    }
    return measured.with(
        Figure.EXECUTOR_HEAP_BYTES,
        (double) all.stream().mapToLong(ProcessMemory::heap).max().orElse(0));
  }
}
