package org.sparkresnet.rounds;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.sparkresnet.common.SparkJobNames;
import scala.collection.JavaConverters;

/**
 * Listener that keeps what the tasks of a job threw. Spark fails a barrier stage without the
 * exception of its task. Driver only.
 */
final class TaskErrors extends SparkListener {
  private static final long PATIENCE_SECONDS = 5;
  private static final int UNKNOWN = -1;

  private final String group;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Set<Object> stages = new HashSet<>();
  private final List<Throwable> thrown = new CopyOnWriteArrayList<>();
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
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (stages.contains(end.stageId())
        && end.reason() instanceof ExceptionFailure failure
        && failure.exception().isDefined()) {
      thrown.add(failure.exception().get());
    }
  }

  @Override
  public void onJobEnd(SparkListenerJobEnd end) {
    if (end.jobId() == job) {
      ended.countDown();
    }
  }

  /**
   * What the tasks threw, in the order in which they failed, once the listener has heard of the
   * job's end; empty if it does not hear of it.
   */
  List<Throwable> await() throws InterruptedException {
    boolean complete = ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return complete ? List.copyOf(thrown) : List.of();
  }
}
