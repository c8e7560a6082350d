package org.sparkresnet.jobs;

import org.apache.spark.SparkConf;

/** Options of executors, derived from those of the user. */
public final class ExecutorOptions {
  private static final String MEMORY = "spark.executor.memory";
  private static final String OVERHEAD = "spark.executor.memoryOverhead";
  private static final String OVERHEAD_FACTOR = "spark.executor.memoryOverheadFactor";

  /** Spark's least overhead where a share of the heap makes it. */
  private static final long LEAST_OVERHEAD_MB = 384;

  /** Spark's own share of the heap. */
  private static final double DEFAULT_FACTOR = 0.1;

  private static final String JAVA_OPTIONS = "spark.executor.extraJavaOptions";
  private static final String MAX_BYTES = "-Dorg.bytedeco.javacpp.maxbytes=";
  private static final String MAX_PHYSICAL_BYTES = "-Dorg.bytedeco.javacpp.maxphysicalbytes=";
  private static final String CACHE_FOLDER = "-Dorg.bytedeco.javacpp.cachedir=";

  /** Of the overhead, for what is neither heap nor JavaCPP's: the JVM's own and oneDNN's. */
  private static final long OTHER = 1L << 30;

  private ExecutorOptions() {}

  /**
   * Completes a configuration, wherever the user has not decided: as many OpenMP threads as a task
   * has cores; networks outside the heap within the executor's overhead, so that an executor fails
   * with a message rather than being killed by YARN; native libraries (half a GB) unpacked on a
   * local disk, since a home folder may be shared, or absent; names of files with all letters,
   * since a daemon that was started without a locale has only those of ASCII.
   */
  static void complete(SparkConf conf) {
    conf.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", conf.get("spark.task.cpus", "1"));
    conf.setIfMissing("spark.executorEnv.LC_ALL", "C.UTF-8");
    StringBuilder options = new StringBuilder(conf.get(JAVA_OPTIONS, ""));
    if (conf.contains(OVERHEAD) || conf.contains(OVERHEAD_FACTOR)) {
      long overhead = overhead(conf);
      long container = heap(conf) + overhead;
      addIfMissing(options, MAX_BYTES, (forNetworks(overhead) >> 20) + "m");
      addIfMissing(options, MAX_PHYSICAL_BYTES, (container >> 20) + "m");
    }
    addIfMissing(options, CACHE_FOLDER, nativeLibraries(conf.get("spark.master", "")));
    conf.set(JAVA_OPTIONS, options.toString().strip());
  }

  /** Bytes of an executor's heap. */
  public static long heap(SparkConf conf) {
    return heapMegabytes(conf) << 20;
  }

  private static long heapMegabytes(SparkConf conf) {
    return conf.getSizeAsMb(MEMORY, "1g");
  }

  /** Bytes of an executor's container besides its heap, as Spark asks for them. */
  public static long overhead(SparkConf conf) {
    long megabytes =
        conf.contains(OVERHEAD)
            ? conf.getSizeAsMb(OVERHEAD)
            : Math.max(
                LEAST_OVERHEAD_MB,
                (long) (conf.getDouble(OVERHEAD_FACTOR, DEFAULT_FACTOR) * heapMegabytes(conf)));
    return megabytes << 20;
  }

  /**
   * Bytes of an executor's overhead that its networks may use.
   *
   * @param overhead bytes of the container besides its heap
   */
  public static long forNetworks(long overhead) {
    return Math.max(overhead / 2, overhead - OTHER);
  }

  /** The least overhead in bytes of which networks may use so many. */
  public static long leastOverhead(long networks) {
    return Math.min(2 * networks, networks + OTHER);
  }

  /**
   * Relative to an executor's working folder. YARN deletes it after the application; standalone
   * Spark keeps all of them, and there the folder is the worker's, for all applications.
   */
  private static String nativeLibraries(String master) {
    return master.startsWith("yarn") ? "javacpp" : "../../javacpp";
  }

  private static void addIfMissing(StringBuilder options, String option, String value) {
    if (options.indexOf(option) < 0) {
      options.append(' ').append(option).append(value);
    }
  }
}
