package org.sparkresnet.exchange;

/** Failure of an exchange: another worker is gone, does not answer, or cannot be reached. */
public class ExchangeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ExchangeException(String message) {
    super(message);
  }

  ExchangeException(String message, Throwable cause) {
    super(message, cause);
  }
}
