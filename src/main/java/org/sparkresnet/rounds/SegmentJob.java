package org.sparkresnet.rounds;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.JavaSparkStatusTracker;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.common.UserError;
import org.sparkresnet.exchange.Arrivals;
import org.sparkresnet.exchange.ExchangeSettings;
import org.sparkresnet.exchange.Rendezvous;

/**
 * Spark job of a segment, watched while it runs: passes on what its rounds tell, and cancels it
 * when its tasks cannot begin together. Driver only.
 *
 * @param segment number with which the rendezvous has begun
 * @param exchange has the time in which all workers must begin, once one has or could, and join
 */
record SegmentJob(
    JavaSparkContext spark, Rendezvous rendezvous, long segment, ExchangeSettings exchange) {
  private static final long LOOK_MILLIS = 1000;

  /**
   * Name that no other job has: an earlier segment may still have a task that does not answer,
   * which this one must not take for its own.
   */
  private String group() {
    return "%s, segment %d".formatted(rendezvous.name(), segment);
  }

  /**
   * Runs the job to its end.
   *
   * @param progress called on the caller's thread
   * @throws SegmentFailure if the workers did not meet, or if a task failed for good other than by
   *     a user's mistake
   */
  List<SegmentResult> run(
      JavaRDD<SegmentResult> tasks, Consumer<Rendezvous.Event.RoundFinished> progress) {
    TaskErrors errors = new TaskErrors(group());
    spark.sc().addSparkListener(errors);
    try {
      return run(start(tasks), progress, errors);
    } finally {
      spark.sc().removeSparkListener(errors);
    }
  }

  private List<SegmentResult> run(
      CompletableFuture<List<SegmentResult>> job,
      Consumer<Rendezvous.Event.RoundFinished> progress,
      TaskErrors errors) {
    try {
      watch(progress);
    } catch (InterruptedException e) {
      cancel(job);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (RuntimeException | Error e) {
      cancel(job);
      throw e;
    }
    return result(job, errors);
  }

  /** A thread of its own, so that the caller's thread can watch, and keeps its Spark properties. */
  private CompletableFuture<List<SegmentResult>> start(JavaRDD<SegmentResult> tasks) {
    CompletableFuture<List<SegmentResult>> job = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                // Tasks that wait for each other must hear of it when one of them has failed.
                SparkJobNames.cancellable(spark.sc(), group());
                job.complete(tasks.collect());
              } catch (Throwable e) { // Spark's own is checked, and Scala throws it undeclared
                job.completeExceptionally(e);
              } finally {
                rendezvous.jobEnded(segment);
              }
            },
            group());
    thread.setDaemon(true);
    thread.start();
    return job;
  }

  private void watch(Consumer<Rendezvous.Event.RoundFinished> progress)
      throws InterruptedException {
    long idleSince = System.nanoTime();
    while (true) {
      Rendezvous.Event event = rendezvous.poll(LOOK_MILLIS);
      if (event instanceof Rendezvous.Event.JobEnded) {
        return;
      }
      if (event instanceof Rendezvous.Event.RoundFinished round) {
        progress.accept(round);
      }
      Arrivals.Standing standing = rendezvous.standing();
      // Spark's own word on its tasks is late on a loaded driver.
      if (standing.notBegun().isEmpty() || isBusy()) {
        idleSince = System.nanoTime();
      }
      Optional<String> failure =
          new Meeting(standing, exchange).failure(Elapsed.secondsSince(idleSince));
      if (failure.isPresent()) {
        throw SegmentFailure.ofMeeting(failure.get());
      }
    }
  }

  /** Tells whether a task of the job runs. */
  private boolean isBusy() {
    JavaSparkStatusTracker tracker = spark.statusTracker();
    for (int id : tracker.getJobIdsForGroup(group())) {
      SparkJobInfo job = tracker.getJobInfo(id);
      if (job != null) {
        for (int stage : job.stageIds()) {
          SparkStageInfo info = tracker.getStageInfo(stage);
          if (info != null && info.numActiveTasks() > 0) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /**
   * Cancels the job and waits for its end, so that the state of Spark is known, but not for ever: a
   * job that Spark holds back for want of room is none that Spark can cancel, and its tasks, when
   * they come, find that the segment is over.
   */
  private void cancel(CompletableFuture<List<SegmentResult>> job) {
    long begin = System.nanoTime();
    do {
      spark.cancelJobGroup(group());
      job.exceptionally(e -> List.of())
          .completeOnTimeout(List.of(), LOOK_MILLIS, TimeUnit.MILLISECONDS)
          .join();
    } while (!job.isDone() && Elapsed.secondsSince(begin) < exchange.timeoutSeconds());
  }

  private static List<SegmentResult> result(
      CompletableFuture<List<SegmentResult>> job, TaskErrors errors) {
    try {
      try {
        return job.get();
      } catch (ExecutionException e) {
        throw reason(e.getCause(), errors);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** A user's error where there is one, else the segment's failure. */
  private static RuntimeException reason(Throwable failure, TaskErrors errors)
      throws InterruptedException {
    Optional<UserError> error = UserError.in(failure);
    return error.isPresent() ? error.get() : errors.await().reason(failure);
  }
}
