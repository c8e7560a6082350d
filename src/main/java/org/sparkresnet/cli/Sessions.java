package org.sparkresnet.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.UserError;

/** Opens Spark; master and resources come from spark-submit. */
final class Sessions {
  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[(\\d+),(\\d+),\\d+]");

  private Sessions() {}

  /**
   * @throws UserError of kind USAGE if there is no such standalone master
   */
  static SparkSession open(String name) {
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.app.name", name);
    // Tables are small: 200 shuffle partitions would only be empty tasks.
    conf.setIfMissing("spark.sql.shuffle.partitions", "1");
    ExecutorOptions.complete(conf);
    try {
      return SparkSession.builder().config(conf).getOrCreate();
    } catch (IllegalStateException e) {
      // What is left of a context that the master turned away while it was being made.
      String master = conf.get("spark.master", "");
      if (!master.startsWith("spark://")) {
        throw e;
      }
      throw UserError.usage(
          master
              + ": the master does not answer, or turns the job away (if it authenticates,"
              + " --secret-file must name its secret)");
    }
  }

  /**
   * Tasks that can run at the same time: on one machine its cores, on a cluster what was asked for.
   * What has registered so far would depend on a race, and the result with it.
   *
   * @throws UserError of kind USAGE if a cluster's slots are not configured
   */
  static int taskSlots(SparkSession spark) {
    SparkConf conf = spark.sparkContext().getConf();
    String master = spark.sparkContext().master();
    Matcher localCluster = LOCAL_CLUSTER.matcher(master);
    int cores;
    if (localCluster.matches()) {
      cores = Integer.parseInt(localCluster.group(1)) * Integer.parseInt(localCluster.group(2));
    } else if (master.startsWith("local")) {
      cores = spark.sparkContext().defaultParallelism();
    } else if (conf.contains("spark.cores.max")) {
      cores = conf.getInt("spark.cores.max", 1);
    } else if (conf.contains("spark.executor.instances")) {
      cores = conf.getInt("spark.executor.instances", 1) * conf.getInt("spark.executor.cores", 1);
    } else {
      throw UserError.usage(
          "train.workers must be set on a cluster without spark.cores.max or"
              + " spark.executor.instances, cannot be: 0");
    }
    return Math.max(1, cores / conf.getInt("spark.task.cpus", 1));
  }
}
