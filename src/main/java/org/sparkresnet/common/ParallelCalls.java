package org.sparkresnet.common;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Calls that run at the same time, each on a thread of its own. */
public final class ParallelCalls {
  private ParallelCalls() {}

  /**
   * Makes the calls and waits for all of them.
   *
   * @param threads at least as many as calls
   * @return their values, in the order of the calls
   * @throws IllegalStateException with what a call threw, or if the calling thread is interrupted
   */
  public static <T> List<T> all(ExecutorService threads, List<? extends Callable<T>> calls) {
    try {
      List<T> values = new ArrayList<>();
      for (Future<T> call : threads.invokeAll(calls)) {
        values.add(call.get());
      }
      return values;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for calls", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
