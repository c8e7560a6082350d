package org.sparkresnet.cli;

import java.io.PrintWriter;
import java.time.Duration;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.results.FolderLock;
import org.sparkresnet.results.LockOwner;
import org.sparkresnet.results.RunId;
import org.sparkresnet.results.Store;

/** Locks of runs, for the commands that write under a run id. */
final class RunLocks {
  private RunLocks() {}

  /**
   * Locks a run.
   *
   * @throws org.sparkresnet.UserError of kind LOCKED if another job works on it
   */
  static FolderLock acquire(
      Store store, RunId run, Settings settings, SparkSession spark, PrintWriter out) {
    return FolderLock.acquire(
        store,
        store.run(run),
        "run " + run,
        LockOwner.here(spark.sparkContext().applicationId()),
        lease(settings),
        out::println);
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
