package org.sparkresnet.exchange;

import java.io.IOException;

/** Errors of an exchange as other rooms receive them, for tests of what they make of them. */
public final class ExchangeErrors {
  private ExchangeErrors() {}

  /** Of a worker that finds another's port closed. */
  public static UnreachableException unreachable(int worker) {
    return new UnreachableException(
        "worker %d cannot be reached".formatted(worker), new IOException("Failed to connect"));
  }

  /** Of a worker whose connection to another has ended. */
  public static ExchangeException gone(int worker) {
    return new ExchangeException(
        "worker %d is gone".formatted(worker), new IOException("Connection closed"));
  }

  /** Of a worker whose neighbour's task has ended, in a process that lives. */
  public static ExchangeException left(int worker) {
    return new ExchangeException(
        "worker %d is gone".formatted(worker), new RuntimeException("worker has left"));
  }
}
