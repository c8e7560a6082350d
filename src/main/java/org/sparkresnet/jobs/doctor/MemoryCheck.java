package org.sparkresnet.jobs.doctor;

import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.sparkresnet.jobs.MemoryNeed;
import org.sparkresnet.replica.SparkProcess;

/**
 * Compares the limits of a process's memory with what a recipe needs.
 *
 * @param heap most bytes of the heap
 * @param usedHeap bytes of the heap in use
 * @param maxBytes limit of what JavaCPP allocates; 0 for none
 * @param maxPhysicalBytes limit of the whole process beyond which JavaCPP allocates nothing; 0 for
 *     none
 * @param machine memory of the machine or of its control group
 */
record MemoryCheck(long heap, long usedHeap, long maxBytes, long maxPhysicalBytes, long machine) {
  /** Reads the limits of this process; loads JavaCPP's library. */
  static MemoryCheck here() {
    Runtime runtime = Runtime.getRuntime();
    return new MemoryCheck(
        runtime.maxMemory(),
        runtime.totalMemory() - runtime.freeMemory(),
        Pointer.maxBytes(),
        Pointer.maxPhysicalBytes(),
        machineBytes());
  }

  /** The JDK knows control groups of both versions. */
  private static long machineBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Long.MAX_VALUE;
  }

  /** Compares each limit with the estimate. */
  Finding of(String subject, MemoryNeed need) {
    return tooSmall(subject, need.offHeap(), need.process() + usedHeap)
        .map(reason -> Finding.failed(subject, reason(need, reason)))
        .orElseGet(
            () ->
                Finding.ok(
                    subject,
                    "memory: heap %s, off the heap %s, process %s, machine %s; %s needs about %s"
                        .formatted(
                            Finding.size(heap),
                            limit(maxBytes),
                            limit(maxPhysicalBytes),
                            Finding.size(machine),
                            need.recipe(),
                            Finding.size(need.process()))));
  }

  /**
   * Returns why a training cannot begin, by what it surely needs; empty if it may.
   *
   * @param used bytes of the process before its training
   */
  Optional<String> refusal(String subject, MemoryNeed need, long used) {
    long sure = need.surelyOffHeap();
    return tooSmall(subject, sure, used + sure).map(reason -> reason(need, reason));
  }

  private static String reason(MemoryNeed need, String reason) {
    return "too little memory for %s: %s".formatted(need.recipe(), reason);
  }

  private Optional<String> tooSmall(String subject, long offHeap, long process) {
    boolean driver = subject.equals(SparkProcess.DRIVER);
    String limits =
        driver
            ? "raise %s in spark.driver.extraJavaOptions (conf/spark-defaults.conf)"
            : "raise spark.executor.memoryOverhead, from which %s follows";
    if (maxBytes > 0 && maxBytes < offHeap) {
      String option = "-Dorg.bytedeco.javacpp.maxbytes";
      return Optional.of(needs(offHeap, maxBytes, limits.formatted(option)));
    }
    if (maxPhysicalBytes > 0 && maxPhysicalBytes < process) {
      String option = "-Dorg.bytedeco.javacpp.maxphysicalbytes";
      return Optional.of(needs(process, maxPhysicalBytes, limits.formatted(option)));
    }
    return machine < process
        ? Optional.of(needs(process, machine, "take a larger machine or container"))
        : Optional.empty();
  }

  private static String needs(long needed, long limit, String remedy) {
    return "needs about %s, has %s: %s, or train with fewer workers or a smaller train.batch-size"
        .formatted(Finding.size(needed), Finding.size(limit), remedy);
  }

  private static String limit(long bytes) {
    return bytes == 0 ? "without limit" : Finding.size(bytes);
  }
}
