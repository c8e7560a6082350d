package org.sparkresnet.rounds;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.common.UserError;

/**
 * Listener that keeps the user's error for which a task of a job failed. Spark fails a barrier
 * stage without the reason of its task. Driver only.
 */
final class TaskErrors extends SparkListener {
  private static final long PATIENCE_SECONDS = 5;
  private static final int UNKNOWN = -1;

  private final String group;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile int job = UNKNOWN;
  private volatile UserError found;

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
    }
  }

  /** A task of another job at the same time would fail for this machine's reason as well. */
  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (found == null && end.reason() instanceof ExceptionFailure failure) {
      Throwable thrown = failure.exception().getOrElse(() -> null);
      UserError.in(thrown).ifPresent(error -> found = error);
    }
  }

  @Override
  public void onJobEnd(SparkListenerJobEnd end) {
    if (end.jobId() == job) {
      ended.countDown();
    }
  }

  /** The error, once the listener has heard of the job's end; empty without one. */
  Optional<UserError> await() throws InterruptedException {
    boolean complete = ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return complete ? Optional.ofNullable(found) : Optional.empty();
  }
}
