package org.sparkresnet.jobs;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.UserError;

/** Opens Spark; master and resources come from spark-submit. */
public final class SparkSessions {
  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[(\\d+),(\\d+),\\d+]");

  private SparkSessions() {}

  /**
   * Opens the session of a job.
   *
   * @throws UserError of code USAGE if there is no such standalone master
   */
  public static SparkSession open(String name) {
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.app.name", name);
    SparkDefaults.complete(conf);
    ExecutorOptions.complete(conf);
    UiPort.complete(conf);
    return start(conf);
  }

  /** Session of a Spark that runs in this process already. */
  static Optional<SparkSession> running() {
    SparkSession session = SparkSession.getDefaultSession().getOrElse(() -> null);
    return Optional.ofNullable(session).filter(it -> !it.sparkContext().isStopped());
  }

  /** Session of its own on a Spark that somebody else started. */
  static SparkSession beside(SparkSession spark) {
    String serializer = SparkDefaults.required(spark.sparkContext().getConf());
    if (!serializer.isEmpty()) {
      throw UserError.usage(
          "the Spark that runs here has other settings than jobs need: " + serializer);
    }
    return another(spark);
  }

  /**
   * Another session of a job, to be set otherwise: with the settings of jobs, and not with those of
   * the cluster, which a new session has.
   */
  public static SparkSession another(SparkSession spark) {
    SparkSession own = spark.newSession();
    SqlSettings.reset(own);
    return own;
  }

  /** Spark's refusals of a master are the user's to mend. */
  private static SparkSession start(SparkConf conf) {
    String master = conf.get("spark.master", "");
    try {
      SparkSession spark = SparkSession.builder().config(conf).getOrCreate();
      // Spark waits for a standalone master that does not answer, gives up, and goes on all the
      // same.
      boolean unanswered =
          master.startsWith("spark://")
              && spark.sparkContext().applicationId().startsWith("spark-application-");
      if (!unanswered && !spark.sparkContext().isStopped()) {
        SqlSettings.reset(spark);
        return spark;
      }
      spark.stop();
    } catch (Exception e) { // Spark's own is checked, and Scala throws it undeclared
      if (!isRefusal(e)) {
        throw e;
      }
      NodeJava.in(e)
          .ifPresent(
              reason -> {
                throw UserError.usage(reason);
              });
      // From a master that turned it away, what is left of a half-made context says nothing.
      if (!master.startsWith("spark://") || e instanceof IOException) {
        throw UserError.usage(
            "Spark cannot be started (--master %s): %s".formatted(master, ErrorText.of(e)));
      }
    }
    throw UserError.usage(
        "Spark cannot be started (--master %s): no answer, or the job was turned away (if the master authenticates, --secret-file must name its secret)"
            .formatted(master));
  }

  /**
   * Tells whether Spark refuses its settings: a master, an address that is no one of this machine,
   * a port that is taken, too little memory for its driver, a class that is not there.
   */
  private static boolean isRefusal(Exception failure) {
    return failure instanceof SparkException
        || failure instanceof IllegalStateException
        || failure instanceof IllegalArgumentException
        || failure instanceof ClassNotFoundException
        || failure.getClass().equals(Exception.class) // of SparkConf
        || failure instanceof IOException;
  }

  /**
   * Tasks that can run at the same time: on one machine its cores, on a cluster what was asked for.
   * What has registered so far would depend on a race, and the result with it.
   *
   * @throws UserError of code USAGE if a cluster's slots are not configured
   */
  public static int taskSlots(SparkSession spark) {
    SparkConf conf = spark.sparkContext().getConf();
    String master = spark.sparkContext().master();
    Matcher localCluster = LOCAL_CLUSTER.matcher(master);
    int cores;
    if (localCluster.matches()) {
      cores = Integer.parseInt(localCluster.group(1)) * Integer.parseInt(localCluster.group(2));
    } else if (master.startsWith("local")) {
      // Not Spark's default parallelism, which a cluster's configuration may set for its jobs.
      cores = LocalMaster.cores(master);
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
