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
  private final AtomicReference<Consumer<TaskInfo>> next = new AtomicReference<>();

  void next(Consumer<TaskInfo> action) {
    next.set(action);
  }

  private final ConcurrentNavigableMap<Integer, Set<String>> executorsOfStages =
      new ConcurrentSkipListMap<>();

  /** The executors that ran the tasks of the stage that began last. */
  Set<String> executorsOfLastStage() {
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
