package org.sparkresnet.cli;

import java.io.PrintWriter;
import java.time.Duration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.results.FolderLock;
import org.sparkresnet.results.LockOwner;
import org.sparkresnet.results.RunId;
import org.sparkresnet.results.Store;

/** Locks of the store's folders, most of them of runs, as the configuration says. */
final class RunLocks {
  private RunLocks() {}

  /**
   * Locks a run for a command.
   *
   * @throws org.sparkresnet.UserError of kind LOCKED if another job works on it, of kind USAGE if
   *     another command has used its id
   */
  static FolderLock acquire(
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
   * @throws org.sparkresnet.UserError of kind LOCKED if another process holds it
   */
  static FolderLock acquire(
      Store store,
      Path folder,
      String name,
      String application,
      Settings settings,
      PrintWriter out) {
    return FolderLock.acquire(
        store, folder, name, LockOwner.here(application), lease(settings), out::println);
  }

  /** Silence after which a holder is taken for dead. */
  static Duration lease(Settings settings) {
    return Duration.ofSeconds(settings.longInteger("lock.lease-seconds"));
  }

  /** The store for the holder of a lock: it writes while it holds it, and with patience. */
  static Store store(Store store, FolderLock lock, Settings settings) {
    return store
        .guardedBy(lock::requireHeld)
        .retrying(Duration.ofSeconds(settings.longInteger("store.retry-seconds")));
  }
}
