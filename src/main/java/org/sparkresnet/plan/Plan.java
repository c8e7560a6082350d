package org.sparkresnet.plan;

import java.io.Serializable;
import org.sparkresnet.common.UserError;
import org.sparkresnet.dataset.EpochOrder;
import org.sparkresnet.dataset.Minibatches;
import org.sparkresnet.dataset.Shard;

/**
 * Plan of a run: its sequence of rounds as a pure function of five values. A run resumed at the
 * beginning of any round continues with the same rounds.
 *
 * <p>An iteration is one minibatch on every worker. An epoch ends when the worker with the most
 * images has seen them all; a round never crosses the end of an epoch. The averaging frequency at a
 * round's first iteration determines its length.
 *
 * @param examples images of the training set
 * @param iterations iterations of the whole run
 */
public record Plan(
    int examples, int workers, int batchSize, long iterations, AveragingFrequency frequency)
    implements Serializable {
  /** Largest batch size; activations of a larger minibatch do not fit into a machine's memory. */
  public static final int MAX_BATCH = 10_000;

  /** Checks the ranges, and that every worker has an image and not too many. */
  public Plan {
    if (workers < 1) {
      throw UserError.usage("train.workers must be at least 1, cannot be: " + workers);
    }
    if (batchSize < 1) {
      throw UserError.usage("train.batch-size must be at least 1, cannot be: " + batchSize);
    }
    if (batchSize > MAX_BATCH) {
      throw UserError.usage(
          "train.batch-size must be at most %d, cannot be: %d".formatted(MAX_BATCH, batchSize));
    }
    if (examples < workers) {
      throw UserError.usage(
          "train.workers must be at most the number of training images (%d), cannot be: %d"
              .formatted(examples, workers));
    }
    int fewest = (int) (((long) examples + Shard.MOST_IMAGES - 1) / Shard.MOST_IMAGES);
    if (workers < fewest) {
      throw UserError.usage(
          "train.workers must be at least %d for %d training images (at most %d a worker), cannot be: %d"
              .formatted(fewest, examples, Shard.MOST_IMAGES, workers));
    }
    if (iterations < 1) {
      throw UserError.usage("train.iterations must be at least 1, cannot be: " + iterations);
    }
  }

  /** Iterations of one epoch, for given numbers of images and workers. */
  public static long iterationsPerEpoch(int examples, int workers, int batchSize) {
    // The largest share of n images among K workers is n / K, rounded up.
    return Minibatches.count((int) (((long) examples + workers - 1) / workers), batchSize);
  }

  /** Iterations of one epoch. */
  public long iterationsPerEpoch() {
    return iterationsPerEpoch(examples, workers, batchSize);
  }

  /** Number of epochs of the whole run; an unfinished last epoch counts. */
  public int epochs() {
    return epochsAt(iterations);
  }

  /**
   * Number of epochs begun in the first {@code iteration} iterations: the epoch of the last of
   * them, counted from 1.
   */
  public int epochsAt(long iteration) {
    long perEpoch = iterationsPerEpoch();
    return (int) ((iteration + perEpoch - 1) / perEpoch);
  }

  /** The round that begins at a global iteration. */
  public Round roundAt(long iteration, long number) {
    long perEpoch = iterationsPerEpoch();
    int epoch = (int) (iteration / perEpoch);
    int first = (int) (iteration % perEpoch);
    long untilEpochEnds = perEpoch - first;
    long length =
        Math.min(Math.min(frequency.at(iteration), untilEpochEnds), this.iterations - iteration);
    return new Round(number, epoch, iteration, first, (int) length, length == untilEpochEnds);
  }

  /** Number of images that a worker trains on in a round. */
  public int examplesOf(Round round, int worker) {
    int size = EpochOrder.size(examples, workers, worker);
    long begin = Math.min((long) round.firstMinibatch() * batchSize, size);
    long end = Math.min((long) (round.firstMinibatch() + round.minibatches()) * batchSize, size);
    return (int) (end - begin);
  }

  /** Number of images that all workers together train on in a round. */
  public long examplesOf(Round round) {
    long sum = 0;
    for (int worker = 0; worker < workers; worker++) {
      sum += examplesOf(round, worker);
    }
    return sum;
  }

  /**
   * Work between two averagings.
   *
   * @param number number of the round in the run, from 0
   * @param iteration global iteration of its first minibatch
   * @param firstMinibatch its first minibatch, counted from the beginning of the epoch
   * @param minibatches minibatches of each worker (fewer for a worker without further images)
   * @param endsEpoch true if the round uses the last images of the epoch
   */
  public record Round(
      long number,
      int epoch,
      long iteration,
      int firstMinibatch,
      int minibatches,
      boolean endsEpoch)
      implements Serializable {
    /** The global iteration after this round. */
    public long endIteration() {
      return iteration + minibatches;
    }
  }
}
