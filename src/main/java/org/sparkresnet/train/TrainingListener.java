package org.sparkresnet.train;

/** What a run tells while it goes on; called on the driver's thread, between rounds. */
public interface TrainingListener {
  /** A run begins or resumes at this progress. */
  default void started(Progress progress) {}

  /** A round was averaged. */
  default void roundFinished(RoundReport round) {}

  /** An epoch's images are used up. */
  default void epochFinished(EpochReport epoch) {}

  /**
   * A checkpoint of this iteration is about to be written: whatever must survive the process up to
   * here has to be stored now.
   */
  default void beforeCheckpoint(long iteration) {}
}
