package org.sparkresnet.jobs.train;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.sparkresnet.common.LimitedCalls;
import org.sparkresnet.tables.rows.MetricRow;

/**
 * Follower of a run's metrics outside the store, such as TensorBoard's files. It is told all
 * metrics first, and then those that are new. After a failure it is told all again, so that it
 * never has a point twice, and not before a hundred times what the failure took, so that it costs
 * the training at most 1 % of its time. A failure never reaches the training. Driver only.
 */
final class Follower {
  private static final int PATIENCE = 100;

  private final Telling begin;
  private final Telling append;
  private final Duration beginLimit;
  private final Duration appendLimit;
  private final Consumer<Throwable> warning;
  private final LimitedCalls calls;
  private boolean begun;
  private boolean failed;
  private long failedAt;
  private long waitNanos;

  /** Tells metrics. */
  @FunctionalInterface
  interface Telling {
    /** May throw anything. */
    void tell(List<MetricRow> metrics) throws Exception;
  }

  /**
   * @param name of its thread
   * @param begin tells all metrics, in place of what was told before
   * @param append tells new metrics
   * @param warning receives the first failure; a TimeoutException has a message
   */
  Follower(
      String name,
      Telling begin,
      Duration beginLimit,
      Telling append,
      Duration appendLimit,
      Consumer<Throwable> warning) {
    this.begin = begin;
    this.beginLimit = beginLimit;
    this.append = append;
    this.appendLimit = appendLimit;
    this.warning = warning;
    this.calls = new LimitedCalls(name);
  }

  /**
   * Tells the new metrics, or all.
   *
   * @param all metrics of the run so far, the new ones included
   */
  void tell(List<MetricRow> news, Supplier<List<MetricRow>> all) {
    if ((failed && System.nanoTime() - failedAt < waitNanos) || calls.isBusy()) {
      begun = false; // it misses these
      return;
    }
    long start = System.nanoTime();
    try {
      if (begun) {
        run(append, List.copyOf(news), appendLimit);
      } else {
        run(begin, all.get(), beginLimit);
      }
      begun = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failed(start, e);
    } catch (Exception e) { // also what Scala throws undeclared
      failed(start, e);
    }
  }

  private void run(Telling telling, List<MetricRow> metrics, Duration limit) throws Exception {
    Callable<Boolean> call =
        () -> {
          telling.tell(metrics);
          return true;
        };
    try {
      calls.run(call, limit);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } catch (TimeoutException e) {
      TimeoutException late =
          new TimeoutException("took more than %d s".formatted(limit.toSeconds()));
      late.initCause(e);
      throw late;
    }
  }

  private void failed(long start, Exception failure) {
    begun = false;
    failedAt = System.nanoTime();
    waitNanos = PATIENCE * (failedAt - start);
    if (!failed) {
      failed = true;
      warning.accept(failure);
    }
  }
}
