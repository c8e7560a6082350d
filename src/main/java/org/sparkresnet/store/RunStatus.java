package org.sparkresnet.store;

/** What became of a run. */
public enum RunStatus {
  /** Still at work, or killed. */
  RUNNING,
  /** Done, with all its results written. */
  FINISHED,
  /** Ended by an error. */
  FAILED
}
