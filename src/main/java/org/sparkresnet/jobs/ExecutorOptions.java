package org.sparkresnet.jobs;

import org.apache.spark.SparkConf;

/** Options of executors, derived from those of the user. */
public final class ExecutorOptions {
  private static final String OVERHEAD = "spark.executor.memoryOverhead";
  private static final String JAVA_OPTIONS = "spark.executor.extraJavaOptions";
  private static final String MAX_BYTES = "-Dorg.bytedeco.javacpp.maxbytes=";
  private static final String MAX_PHYSICAL_BYTES = "-Dorg.bytedeco.javacpp.maxphysicalbytes=";
  private static final String CACHE_FOLDER = "-Dorg.bytedeco.javacpp.cachedir=";

  /** Of the overhead, for what is neither heap nor JavaCPP's: the JVM's own and oneDNN's. */
  private static final long OTHER = 1L << 30;

  private ExecutorOptions() {}

  /**
   * Completes a configuration, wherever the user has not decided: as many OpenMP threads as a task
   * has cores; networks outside the heap within spark.executor.memoryOverhead, so that an executor
   * fails with a message rather than being killed by YARN; native libraries (half a GB) unpacked on
   * a local disk, since a home folder may be shared, or absent; names of files with all letters,
   * since a daemon that was started without a locale has only those of ASCII.
   */
  static void complete(SparkConf conf) {
    conf.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", conf.get("spark.task.cpus", "1"));
    conf.setIfMissing("spark.executorEnv.LC_ALL", "C.UTF-8");
    StringBuilder options = new StringBuilder(conf.get(JAVA_OPTIONS, ""));
    if (conf.contains(OVERHEAD)) {
      long overhead = conf.getSizeAsMb(OVERHEAD);
      long container = conf.getSizeAsMb("spark.executor.memory", "1g") + overhead;
      addIfMissing(options, MAX_BYTES, (forNetworks(overhead << 20) >> 20) + "m");
      addIfMissing(options, MAX_PHYSICAL_BYTES, container + "m");
    }
    addIfMissing(options, CACHE_FOLDER, nativeLibraries(conf.get("spark.master", "")));
    conf.set(JAVA_OPTIONS, options.toString().strip());
  }

  /**
   * Bytes of an executor's overhead that its networks may use.
   *
   * @param overhead bytes of spark.executor.memoryOverhead
   */
  public static long forNetworks(long overhead) {
    return Math.max(overhead / 2, overhead - OTHER);
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
