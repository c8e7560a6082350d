package org.sparkresnet.cluster;

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

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    Consumer<TaskInfo> action = next.getAndSet(null);
    if (action != null) {
      action.accept(start.taskInfo());
    }
  }
}
