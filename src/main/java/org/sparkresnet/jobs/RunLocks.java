package org.sparkresnet.jobs;

import java.io.PrintWriter;
import java.time.Duration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.config.Settings;
import org.sparkresnet.lock.FolderLock;
import org.sparkresnet.lock.LockHolder;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;

/** Locks of the store's folders, most of them of runs, as the configuration says. */
public final class RunLocks {
  private RunLocks() {}

  /**
   * Locks a run for a command.
   *
   * @throws org.sparkresnet.common.UserError of kind LOCKED if another job works on it, of kind
   *     USAGE if another command has used its id
   */
  public static FolderLock acquire(
      Store store,
      RunId run,
      String command,
      Settings settings,
      SparkSession spark,
      PrintWriter out) {
    FolderLock lock =
        acquire(
            store,
            store.run(run),
            "run " + run,
            spark.sparkContext().applicationId(),
            settings,
            out);
    try {
      RunIds.requireOf(command, run, spark, store);
      return lock;
    } catch (Throwable e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Locks another folder of the store.
   *
   * @param name of what is locked, for messages
   * @param application Spark's id, or the name of a command that does without Spark
   * @throws org.sparkresnet.common.UserError of kind LOCKED if another process holds it
   */
  public static FolderLock acquire(
      Store store,
      Path folder,
      String name,
      String application,
      Settings settings,
      PrintWriter out) {
    return FolderLock.acquire(
        store, folder, name, LockHolder.here(application), lease(settings), out::println);
  }

  /** Silence after which a holder is taken for dead. */
  public static Duration lease(Settings settings) {
    return Duration.ofSeconds(settings.longInteger("lock.lease-seconds"));
  }

  /** The store for the holder of a lock: it writes while it holds it, and with patience. */
  public static Store store(Store store, FolderLock lock, Settings settings) {
    return store
        .guardedBy(lock::requireHeld)
        .retrying(Duration.ofSeconds(settings.longInteger("store.retry-seconds")));
  }
}
