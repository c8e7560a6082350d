package org.sparkresnet.rounds;

/** A segment that could not be trained; nothing of it has changed the run's state. */
final class SegmentFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean ofTask;

  private SegmentFailure(String message, Throwable cause, boolean ofTask) {
    super(message, cause);
    this.ofTask = ofTask;
  }

  /** Failure of a task that had begun; Spark never repeats a barrier stage of results itself. */
  static SegmentFailure ofTask(String message, Throwable cause) {
    return new SegmentFailure(message, cause, true);
  }

  /** Failure of the workers to begin together, or to reach each other then. */
  static SegmentFailure ofMeeting(String message) {
    return new SegmentFailure(message, null, false);
  }

  /** Tells whether the segment may succeed if it is tried again at once. */
  boolean isWorthAnotherTry() {
    return ofTask;
  }
}
