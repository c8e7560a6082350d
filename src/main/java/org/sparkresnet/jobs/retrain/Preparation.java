package org.sparkresnet.jobs.retrain;

import java.util.Optional;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.jobs.train.TrainRequest;
import org.sparkresnet.store.RunId;

/**
 * State of a retraining before its training. Closing it frees the cached images.
 *
 * @param candidate what to train; empty if there is nothing to train
 * @param result the end of the retraining, if there is nothing to train
 */
record Preparation(
    RunId run,
    CifarImages images,
    int workers,
    Optional<TrainRequest> candidate,
    Optional<RetrainResult> result)
    implements AutoCloseable {
  /** Preparation of a retraining that has nothing to train. */
  static Preparation ended(CifarImages images, RetrainResult result) {
    return new Preparation(result.run(), images, 0, Optional.empty(), Optional.of(result));
  }

  @Override
  public void close() {
    images.close();
  }
}
