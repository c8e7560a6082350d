package org.sparkresnet.train;

import java.util.Optional;
import org.sparkresnet.common.UserError;

/**
 * Where, when and for what checkpoints are written.
 *
 * @param everyIterations a checkpoint follows the round in which a multiple of it was reached
 * @param pauseAt the run stops, with a checkpoint, after the round that reaches this iteration;
 *     Long.MAX_VALUE for never
 */
public record CheckpointPolicy(
    CheckpointStore store, CheckpointFingerprint fingerprint, long everyIterations, long pauseAt) {
  /** Checks the numbers. */
  public CheckpointPolicy {
    if (everyIterations < 1) {
      throw UserError.usage(
          "checkpoint.every-iterations must be at least 1, cannot be: " + everyIterations);
    }
  }

  /**
   * Whether there is a checkpoint that the run goes on from; refuses ones that are damaged or
   * belong to something else.
   *
   * @throws UserError as {@link CheckpointStore#latest}
   */
  public boolean resumes() {
    return latest().isPresent();
  }

  boolean due(long before, long after) {
    return after / everyIterations > before / everyIterations;
  }

  Optional<TrainingState> latest() {
    return store.latest(fingerprint);
  }

  void save(TrainingState state) {
    store.save(fingerprint, state);
  }
}
