package org.sparkresnet.cli;

import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Opens Spark; master and resources come from spark-submit. */
final class Sessions {
  private Sessions() {}

  static SparkSession open(String name) {
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.app.name", name);
    // Tables are small: 200 shuffle partitions would only be empty tasks.
    conf.setIfMissing("spark.sql.shuffle.partitions", "1");
    return SparkSession.builder().config(conf).getOrCreate();
  }

  /** Tasks that can run at the same time. */
  static int taskSlots(SparkSession spark) {
    int cores = spark.sparkContext().defaultParallelism();
    return Math.max(1, cores / spark.sparkContext().getConf().getInt("spark.task.cpus", 1));
  }
}
