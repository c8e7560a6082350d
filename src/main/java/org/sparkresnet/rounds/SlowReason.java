package org.sparkresnet.rounds;

/**
 * Reason why rounds are jobs, where segments were possible or wanted.
 *
 * @param text for the user
 */
record SlowReason(Kind kind, String text) {
  /** What stands in the way of segments. */
  enum Kind {
    /** Executors come and go. */
    DYNAMIC_ALLOCATION,
    /** Spark has fewer slots for tasks than there are workers. */
    ROOM,
    /** The workers did not begin together. */
    MEETING,
    /** A worker does not reach another. */
    REACH,
    /** Tasks failed, again and again. */
    TASKS
  }
}
