package org.sparkresnet.plan;

import org.sparkresnet.common.UserError;

/**
 * What a round took.
 *
 * @param images that a worker trained on, mean over the workers; of smaller ones, as many whole
 *     ones as have their pixels
 * @param minibatches of a worker
 * @param seconds duration of the round
 * @param busySeconds time of the slowest worker in its minibatches, their making included
 * @param beginsEpoch tells whether images were dealt anew for it
 * @param beginsJob tells whether a Spark job began with it: a segment, or the round's own
 */
public record RoundTime(
    double images,
    int minibatches,
    double seconds,
    double busySeconds,
    boolean beginsEpoch,
    boolean beginsJob) {
  /** Checks that it did something. */
  public RoundTime {
    if (!(images > 0) || minibatches < 1) {
      throw UserError.data(
          "a round must have an image and a minibatch of each worker, has: %s and %d"
              .formatted(images, minibatches));
    }
  }
}
