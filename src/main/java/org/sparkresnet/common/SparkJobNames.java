package org.sparkresnet.common;

import org.apache.spark.SparkContext;

/**
 * Names of the Spark jobs that the calling thread starts, as Spark's pages and event log show them:
 * a group, which is the command, and a description, which is the work and its step. They are local
 * properties of the thread, which the threads that it starts inherit; no result depends on them.
 * Driver only.
 */
public final class SparkJobNames {
  /** Property of a job that has its group. */
  public static final String GROUP = "spark.jobGroup.id";

  private static final String DESCRIPTION = "spark.job.description";

  private SparkJobNames() {}

  /**
   * Work that starts Spark jobs.
   *
   * @param <E> what it throws
   */
  @FunctionalInterface
  public interface Work<R, E extends Exception> {
    /** Does the work. */
    R run() throws E;
  }

  /** Names the jobs of this thread until its Spark stops. */
  public static void begin(SparkContext spark, String application) {
    spark.setJobGroup(application, application, false);
  }

  /**
   * Names the jobs of some work. The thread's own names come back afterwards. A group that is set
   * already stays: whoever set it may want to cancel it.
   *
   * @param work such as "run fast-1"
   * @param group such as "train fast-1"
   */
  public static <R, E extends Exception> R of(
      SparkContext spark, String group, String work, Work<R, E> jobs) throws E {
    String groupBefore = spark.getLocalProperty(GROUP);
    try {
      if (groupBefore == null) {
        spark.setLocalProperty(GROUP, group);
      }
      return described(spark, work, jobs);
    } finally {
      spark.setLocalProperty(GROUP, groupBefore);
    }
  }

  /** Names the jobs of a step within the work, or within another step. */
  public static <R, E extends Exception> R step(SparkContext spark, String step, Work<R, E> jobs)
      throws E {
    String work = spark.getLocalProperty(DESCRIPTION);
    return described(spark, work == null ? step : work + ": " + step, jobs);
  }

  /** Names the work that goes on otherwise. */
  public static void rename(SparkContext spark, String work) {
    spark.setLocalProperty(DESCRIPTION, work);
  }

  /** Puts a job that is to be cancelled into a group of its own; its description stays. */
  public static void cancellable(SparkContext spark, String group) {
    spark.setJobGroup(group, spark.getLocalProperty(DESCRIPTION), true);
  }

  private static <R, E extends Exception> R described(
      SparkContext spark, String description, Work<R, E> jobs) throws E {
    String before = spark.getLocalProperty(DESCRIPTION);
    spark.setLocalProperty(DESCRIPTION, description);
    try {
      return jobs.run();
    } finally {
      spark.setLocalProperty(DESCRIPTION, before);
    }
  }
}
