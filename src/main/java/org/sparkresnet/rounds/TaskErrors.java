package org.sparkresnet.rounds;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.sparkresnet.common.SparkJobNames;
import scala.collection.JavaConverters;

/**
 * Listener that keeps what the tasks of a job threw, and which of their executors were lost. Spark
 * fails a barrier stage without the exception of its task. Driver only.
 */
final class TaskErrors extends SparkListener {
  private static final long PATIENCE_SECONDS = 5;

  /**
   * Time in which Spark tells that an executor was lost. Its neighbours notice that at once; the
   * driver first asks for the reason, up to 5 seconds on standalone Spark, some heartbeats on YARN.
   */
  private static final long LOSS_SECONDS = 8;

  private static final int UNKNOWN = -1;

  private final String group;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CountDownLatch lossKnown = new CountDownLatch(1);
  private final Set<Object> stages = new HashSet<>();
  private final Set<String> executors = new HashSet<>();
  private final List<Throwable> thrown = new CopyOnWriteArrayList<>();

  /** Spark's reasons by executor id. */
  private final SortedMap<String, String> lost = new ConcurrentSkipListMap<>();

  private int job = UNKNOWN;

  /**
   * @param group of the job, which has no other
   */
  TaskErrors(String group) {
    this.group = group;
  }

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    if (group.equals(start.properties().getProperty(SparkJobNames.GROUP))) {
      job = start.jobId();
      stages.addAll(JavaConverters.asJavaCollection(start.stageIds()));
    }
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    if (stages.contains(start.stageId())) {
      executors.add(start.taskInfo().executorId());
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (!stages.contains(end.stageId())) {
      return;
    }
    if (end.reason() instanceof ExceptionFailure failure && failure.exception().isDefined()) {
      thrown.add(failure.exception().get());
    } else if (end.reason() instanceof ExecutorLostFailure failure) {
      lost(failure.execId(), failure.reason().isEmpty() ? "" : failure.reason().get());
    }
  }

  /** Of an executor whose task had ended by itself just before, nothing else tells. */
  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    if (executors.contains(removed.executorId())) {
      lost(removed.executorId(), removed.reason());
    }
  }

  private void lost(String executor, String reason) {
    lost.putIfAbsent(executor, reason);
    lossKnown.countDown();
  }

  @Override
  public void onJobEnd(SparkListenerJobEnd end) {
    if (end.jobId() == job) {
      ended.countDown();
    }
  }

  /**
   * What the tasks threw, in the order in which they failed, and the executors that were lost, once
   * the listener has heard of the job's end; nothing if it does not hear of it. Waits longer for
   * the loss of an executor where the tasks' errors may come of one.
   */
  TaskFailures await() throws InterruptedException {
    if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      return TaskFailures.NONE;
    }
    if (failures().mayComeFromLostExecutor()) {
      lossKnown.await(LOSS_SECONDS, TimeUnit.SECONDS);
    }
    return failures();
  }

  private TaskFailures failures() {
    return new TaskFailures(thrown, lost);
  }
}
