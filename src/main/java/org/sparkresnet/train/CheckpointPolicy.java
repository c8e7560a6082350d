package org.sparkresnet.train;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Rule when checkpoints are written, with their store and their fingerprint.
 *
 * @param everyIterations a checkpoint is written after each round that reaches a multiple of this
 *     number; at least 1
 * @param pauseAt the run stops, with a checkpoint, after the round that reaches this iteration;
 *     Long.MAX_VALUE for never
 */
public record CheckpointPolicy(
    CheckpointStore store, CheckpointFingerprint fingerprint, long everyIterations, long pauseAt) {
  /**
   * Iteration of the checkpoint from which the run continues, if there is one; refuses damaged
   * checkpoints and those of another configuration or other data.
   *
   * @throws UserError as {@link CheckpointStore#latest}
   */
  public OptionalLong resumesAt() {
    return latest().stream().mapToLong(state -> state.progress().iteration()).findFirst();
  }

  /**
   * Drops the checkpoints if the run cannot go on from them, so that it begins again.
   *
   * @return the reason, if they were dropped
   * @throws UserError of code STORAGE if the file system fails or refuses
   */
  public Optional<String> dropUnusable() {
    return store.clearUnlessUsable(fingerprint);
  }

  boolean isDue(long before, long after) {
    return after / everyIterations > before / everyIterations;
  }

  Optional<TrainingState> latest() {
    return store.latest(fingerprint);
  }

  void save(TrainingState state) {
    store.save(fingerprint, state);
  }
}
