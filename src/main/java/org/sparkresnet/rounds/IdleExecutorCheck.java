package org.sparkresnet.rounds;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkresnet.replica.SparkProcess;

/**
 * Detects executors without a worker while another executor has two, so that the shards are dealt
 * anew. Workers run where their shards are cached; without this check an executor that starts late,
 * or replaces a lost one, would be idle until the next epoch. Does not change the result of a run.
 * Driver only.
 */
public final class IdleExecutorCheck {
  private final JavaSparkContext spark;
  private Set<String> spreadOver = Set.of();

  public IdleExecutorCheck(JavaSparkContext spark) {
    this.spark = spark;
  }

  /**
   * Tells whether to deal the shards anew. True at most once for one set of executors, because the
   * scheduler would give them the same workers again.
   */
  public boolean isUneven(List<WorkerReport> workers) {
    Set<String> executors = SparkProcess.executors(spark);
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
