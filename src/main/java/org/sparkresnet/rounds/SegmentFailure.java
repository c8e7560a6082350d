package org.sparkresnet.rounds;

/** A segment that could not be trained; nothing of it has changed the run's state. */
final class SegmentFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final SlowReason.Kind kind;

  private SegmentFailure(String message, Throwable cause, SlowReason.Kind kind) {
    super(message, cause);
    this.kind = kind;
  }

  /** Failure of a task that had begun; Spark never repeats a barrier stage of results itself. */
  static SegmentFailure ofTask(String message, Throwable cause) {
    return new SegmentFailure(message, cause, SlowReason.Kind.TASKS);
  }

  /** Failure of the workers to begin together. */
  static SegmentFailure ofMeeting(String message) {
    return new SegmentFailure(message, null, SlowReason.Kind.MEETING);
  }

  /** Failure of a worker to reach another whose executor lives. */
  static SegmentFailure ofReach(String message) {
    return new SegmentFailure(message, null, SlowReason.Kind.REACH);
  }

  /** Tells whether the segment may succeed if it is tried again at once. */
  boolean isWorthAnotherTry() {
    return kind == SlowReason.Kind.TASKS;
  }

  /** Reason for rounds that are jobs, if the segment is not tried again. */
  SlowReason reason() {
    return new SlowReason(kind, getMessage());
  }
}
