package org.sparkresnet.rounds;

/** A segment that could not be trained; nothing of it has changed the run's state. */
final class SegmentFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SegmentFailure(String message) {
    super(message);
  }

  SegmentFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
