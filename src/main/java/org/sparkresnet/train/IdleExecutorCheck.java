package org.sparkresnet.train;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import scala.collection.JavaConverters;

/**
 * Whether an executor has nothing to do while another has two workers. Workers stay where their
 * shards are cached, so that one that comes late, or replaces a lost one, would wait for the next
 * epoch. Driver only; the result of a run does not depend on it.
 */
final class IdleExecutorCheck {
  private final JavaSparkContext spark;
  private Set<String> spreadOver = Set.of();

  IdleExecutorCheck(JavaSparkContext spark) {
    this.spark = spark;
  }

  /** The name under which the JVM that calls it, an executor or the driver, is known. */
  static String here() {
    return SparkEnv.get().blockManager().blockManagerId().hostPort();
  }

  /**
   * Whether to deal the shards anew. True at most once for one set of executors: what the scheduler
   * made of them the first time it would make of them again.
   */
  boolean isUneven(List<WorkerReport> workers) {
    Set<String> executors =
        new HashSet<>(JavaConverters.mapAsJavaMap(spark.sc().getExecutorMemoryStatus()).keySet());
    executors.remove(here());
    Map<String, Integer> busy = new HashMap<>();
    workers.forEach(worker -> busy.merge(worker.executor(), 1, Integer::sum));
    boolean uneven =
        !busy.keySet().containsAll(executors)
            && busy.values().stream().anyMatch(count -> count > 1)
            && !executors.equals(spreadOver);
    if (uneven) {
      spreadOver = executors;
    }
    return uneven;
  }
}
