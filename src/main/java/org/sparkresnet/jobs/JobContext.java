package org.sparkresnet.jobs;

import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.lock.LockHolder;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreLocks;

/**
 * Surroundings of a job: Spark, the store, and who listens. One context serves any number of jobs,
 * one after the other. Driver only.
 */
public final class JobContext implements AutoCloseable {
  private final SparkSession spark;
  private final Store store;
  private final JobListener listener;
  private final boolean ownsSpark;
  private final RunStart start;

  private JobContext(
      SparkSession spark, Store store, JobListener listener, boolean ownsSpark, RunStart start) {
    this.spark = spark;
    this.store = store;
    this.listener = listener;
    this.ownsSpark = ownsSpark;
    this.start = start;
  }

  /**
   * Starts Spark, as spark-submit or Java's system properties configure it, and opens a store.
   * Closing the context stops Spark. Where Spark runs in this process already, as in a notebook,
   * the context has a session of its own on it and stops nothing.
   *
   * @param application name of the application in Spark's pages
   * @param store folder, or URI of any file system that Hadoop knows
   * @throws org.sparkresnet.common.UserError of code USAGE if Spark's master or the store's file
   *     system cannot be used
   */
  public static JobContext open(String application, String store, JobListener listener) {
    Optional<SparkSession> running = SparkSessions.running();
    if (running.isPresent()) {
      return on(running.get(), store, listener);
    }
    RunStart start = RunStart.before();
    long before = System.currentTimeMillis();
    SparkSession spark = SparkSessions.open(application);
    if (spark.sparkContext().startTime() < before) {
      return on(spark, store, listener); // a context without a session was there already
    }
    SparkJobNames.begin(spark.sparkContext(), application);
    try {
      return new JobContext(spark, open(spark, store), listener, true, start);
    } catch (Throwable e) {
      spark.stop();
      throw e;
    }
  }

  /**
   * Opens a store with a session of its own on the caller's Spark, which stays open. Settings and
   * views of the caller's session are neither used nor changed.
   */
  public static JobContext on(SparkSession spark, String store, JobListener listener) {
    SparkSession own = SparkSessions.beside(spark);
    return new JobContext(own, open(own, store), listener, false, RunStart.none());
  }

  private static Store open(SparkSession spark, String store) {
    return Store.open(store, spark.sparkContext().hadoopConfiguration());
  }

  /** Moment at which the next run began. */
  RunStart start() {
    return start;
  }

  /** Session of Spark. */
  public SparkSession spark() {
    return spark;
  }

  /** Context of Spark for RDDs. */
  public JavaSparkContext sparkContext() {
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  /** Configuration of Hadoop's file systems. */
  public Configuration hadoop() {
    return spark.sparkContext().hadoopConfiguration();
  }

  /** Names the Spark jobs of some work in Spark's pages, as {@link SparkJobNames#of}. */
  public <R, E extends Exception> R named(String work, SparkJobNames.Work<R, E> jobs) throws E {
    return SparkJobNames.of(spark.sparkContext(), work, work, jobs);
  }

  /** Tasks that can run at the same time: {@link SparkSessions#taskSlots}. */
  public int taskSlots() {
    return SparkSessions.taskSlots(spark);
  }

  /** Cores of a task, as Spark's configuration has them: each trains with as many threads. */
  public String coresOfATask() {
    return sparkContext().getConf().get("spark.task.cpus", "1");
  }

  /**
   * Tells whether this process ends, as after a signal, or somebody has stopped Spark: what fails
   * from then on is no failure of a run, which can go on.
   */
  public boolean isEnding() {
    return ShutdownHookManager.get().isShutdownInProgress() || spark.sparkContext().isStopped();
  }

  /** Store, for reading; a {@link RunScope} or a lock of {@link #locks} gives its writer. */
  public Store store() {
    return store;
  }

  /** Receiver of what jobs tell. */
  public JobListener listener() {
    return listener;
  }

  /**
   * The configuration of a training: where the machine would choose bfloat16, one Spark job asks
   * the executors, and says if one of them cannot.
   */
  public JobConfig fitted(JobConfig config) {
    return config.trainsInChosenBfloat16() || config.evaluatesInChosenBfloat16()
        ? askedOf(config)
        : config;
  }

  /**
   * The same of a training that goes on with an earlier attempt, whose precisions it keeps where
   * the CPUs have them.
   *
   * @param begun manifest of the earlier attempt; empty for a training that begins
   */
  public JobConfig fitted(JobConfig config, Optional<Manifest> begun) {
    if (begun.isEmpty()) {
      return fitted(config);
    }
    Map<String, String> earlier = begun.get().config();
    return fitted(config.goingOnFrom(earlier)).keepingBfloat16Of(earlier);
  }

  /** The configuration of evaluations, as {@link #fitted}, with the precisions that are used. */
  public JobConfig fittedToEvaluate(JobConfig config) {
    return (config.evaluatesInChosenBfloat16() ? askedOf(config) : config).withChosenPrecisions();
  }

  private JobConfig askedOf(JobConfig config) {
    Optional<String> executor = ExecutorPrecision.withoutBfloat16(spark);
    executor.ifPresent(
        name ->
            listener.note(
                "precision: float32, as the instruction set of %s has no bfloat16"
                    .formatted(name)));
    return executor.isPresent() ? config.withoutBfloat16() : config;
  }

  /** Locks of the store's folders for this application, as the configuration says. */
  public StoreLocks locks(JobConfig config) {
    return locks(store, spark.sparkContext().applicationId(), config, listener);
  }

  /**
   * Locks of a store's folders for a job that does without Spark.
   *
   * @param application stands in locks for Spark's application id
   */
  public static StoreLocks locks(
      Store store, String application, JobConfig config, JobListener listener) {
    return new StoreLocks(
        store,
        LockHolder.here(application),
        config.store().lease(),
        config.store().retry(),
        listener::note);
  }

  @Override
  public void close() {
    if (ownsSpark) {
      spark.stop();
    }
  }
}
