package org.sparkresnet.cluster;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.TaskInfo;

/** Does something once, when the next task has been sent to its executor. */
final class OnTaskStart extends SparkListener {
  private final LocalCluster cluster;
  private final AtomicReference<Consumer<TaskInfo>> next = new AtomicReference<>();
  private final ConcurrentNavigableMap<Integer, Set<String>> executorsOfStages =
      new ConcurrentSkipListMap<>();

  private OnTaskStart(LocalCluster cluster) {
    this.cluster = cluster;
  }

  /** Listens to a cluster from now on. */
  static OnTaskStart of(LocalCluster cluster) {
    OnTaskStart tasks = new OnTaskStart(cluster);
    cluster.spark().sc().addSparkListener(tasks);
    return tasks;
  }

  /** Acts at the next task; starts of which Spark has not told yet are not it. */
  void next(Consumer<TaskInfo> action) {
    cluster.awaitEvents();
    next.set(action);
  }

  /** The executors that ran the tasks of the stage that began last. */
  Set<String> executorsOfLastStage() {
    cluster.awaitEvents();
    return executorsOfStages.lastEntry().getValue();
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    executorsOfStages
        .computeIfAbsent(start.stageId(), stage -> ConcurrentHashMap.newKeySet())
        .add(start.taskInfo().executorId());
    Consumer<TaskInfo> action = next.getAndSet(null);
    if (action != null) {
      action.accept(start.taskInfo());
    }
  }
}
