package org.sparkresnet.common;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls with a time limit, each on a thread of its own, because not every call of a network or a
 * disk has one. A call that takes longer is interrupted and left alone. One caller.
 */
public final class LimitedCalls {
  private final String name;
  private Thread leftAlone;

  /**
   * @param name of the threads
   */
  public LimitedCalls(String name) {
    this.name = name;
  }

  /** Tells whether the last call, which was left alone, still goes on. */
  public boolean isBusy() {
    return leftAlone != null && leftAlone.isAlive();
  }

  /**
   * Makes a call and returns its value.
   *
   * @throws ExecutionException with what the call threw
   * @throws TimeoutException if it took longer
   */
  public <T> T run(Callable<T> call, Duration limit)
      throws ExecutionException, TimeoutException, InterruptedException {
    FutureTask<T> task = new FutureTask<>(call);
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      leftAlone = task.isDone() ? null : thread; // a thread lives a moment longer than its task
      task.cancel(true);
    }
  }
}
