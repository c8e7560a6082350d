package org.sparkresnet.exchange;

/** Failure to connect to another worker, before any work: most often its port is not open to it. */
public final class UnreachableException extends ExchangeException {
  private static final long serialVersionUID = 1L;

  UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
