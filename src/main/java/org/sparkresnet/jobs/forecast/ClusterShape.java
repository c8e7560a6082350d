package org.sparkresnet.jobs.forecast;

import org.apache.spark.SparkConf;
import org.sparkresnet.common.UserError;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.LocalMaster;

/**
 * What a training has to run on.
 *
 * @param slots tasks that run at the same time
 * @param tasksOfAnExecutor tasks of one process at the same time
 * @param threads of a task
 * @param local tells whether the driver's process trains
 */
public record ClusterShape(int slots, int tasksOfAnExecutor, int threads, boolean local) {
  /**
   * The shape of the cluster on which a context runs.
   *
   * @param workers slots to assume where a cluster's settings do not say how many there are
   */
  public static ClusterShape of(JobContext context, int workers) {
    SparkConf conf = context.sparkContext().getConf();
    boolean local = context.sparkContext().isLocal();
    int slots = slots(context, workers);
    return new ClusterShape(slots, local ? slots : tasksOfAnExecutor(conf), threads(conf), local);
  }

  private static int slots(JobContext context, int workers) {
    try {
      return context.taskSlots();
    } catch (UserError e) {
      return workers; // as under dynamic allocation
    }
  }

  /** Tasks of an executor at the same time, as spark-submit asks for it. */
  static int tasksOfAnExecutor(SparkConf conf) {
    String master = conf.get("spark.master", "");
    int cores =
        LocalMaster.is(master) ? LocalMaster.cores(master) : conf.getInt("spark.executor.cores", 1);
    return Math.max(1, cores / threads(conf));
  }

  private static int threads(SparkConf conf) {
    return conf.getInt("spark.task.cpus", 1);
  }

  /** Workers that a process trains at the same time. */
  int together(int workers) {
    return Math.min(tasksOfAnExecutor, workers);
  }

  /** Workers that all processes train at the same time. */
  public int atOnce(int workers) {
    return Math.min(slots, workers);
  }

  /** The same with at least so many slots, as of a cluster to come. */
  public ClusterShape withSlotsFor(int workers) {
    return new ClusterShape(Math.max(slots, workers), tasksOfAnExecutor, threads, local);
  }

  /** Workers that a slot trains one after the other. */
  int turns(int workers) {
    return turns(workers, slots);
  }

  /** Workers that a slot of so many trains one after the other. */
  static int turns(int workers, int slots) {
    return (workers + slots - 1) / slots;
  }
}
