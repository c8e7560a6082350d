package org.sparkresnet.train;

import java.util.OptionalDouble;

/** What a run tells while it goes on; called on the driver's thread, between rounds. */
public interface TrainingListener {
  /** A run begins or resumes at this progress. */
  default void started(Progress progress) {}

  /** A round was averaged. */
  default void roundFinished(RoundReport round) {}

  /**
   * An epoch's images are used up.
   *
   * @return accuracy on the validation images; empty if they were not evaluated
   */
  default OptionalDouble epochFinished(EpochReport epoch) {
    return OptionalDouble.empty();
  }

  /**
   * A checkpoint of this iteration is about to be written: whatever must survive the process up to
   * here has to be stored now.
   */
  default void beforeCheckpoint(long iteration) {}
}
