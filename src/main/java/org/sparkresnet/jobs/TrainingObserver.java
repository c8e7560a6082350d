package org.sparkresnet.jobs;

import org.sparkresnet.common.Split;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.train.EpochReport;
import org.sparkresnet.train.TrainingListener;

/** Observer of a training: of its rounds, and of the evaluations between epochs. */
public interface TrainingObserver extends TrainingListener, AutoCloseable {
  /** Receives an evaluation after an epoch. */
  default void evaluated(EpochReport epoch, Split split, ClassificationReport report) {}

  /** Ends the observation. */
  @Override
  default void close() {}
}
