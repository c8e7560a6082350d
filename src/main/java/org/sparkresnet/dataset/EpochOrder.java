package org.sparkresnet.dataset;

/**
 * Order of the training examples in one epoch, and their distribution over the workers.
 *
 * <p>A permutation derived from (seed, epoch) puts the examples, named by their dense index 0 …
 * examples-1, at positions; each worker owns one contiguous range of positions, and the sizes of
 * the ranges differ by at most one. Each task computes the order itself instead of receiving it:
 * about a millisecond for 50,000 examples.
 */
public final class EpochOrder {
  private final int workers;
  private final int[] positions;

  private EpochOrder(int workers, int[] positions) {
    this.workers = workers;
    this.positions = positions;
  }

  /** Computes the order of one epoch. Epochs count from 0. */
  public static EpochOrder of(long seed, int epoch, int examples, int workers) {
    int[] positions = new int[examples];
    for (int i = 0; i < examples; i++) {
      positions[i] = i;
    }
    // Fisher and Yates, every draw derived from (seed, epoch, i).
    long stream = SplitMix64.mix(seed, epoch);
    for (int i = examples - 1; i > 0; i--) {
      int j = SplitMix64.bounded(SplitMix64.mix(stream, i), i + 1);
      int swap = positions[i];
      positions[i] = positions[j];
      positions[j] = swap;
    }
    return new EpochOrder(workers, positions);
  }

  /** Position of the example with this dense index, from 0 to examples-1. */
  public int position(int index) {
    return positions[index];
  }

  /** The worker that owns a position. */
  public int worker(int position) {
    return worker(positions.length, workers, position);
  }

  /** First position of a worker's range. */
  public int firstPosition(int worker) {
    return firstPosition(positions.length, workers, worker);
  }

  /** Number of examples of a worker. */
  public int size(int worker) {
    return size(positions.length, workers, worker);
  }

  /** First position of a worker's range, for given numbers of examples and workers. */
  public static int firstPosition(int examples, int workers, int worker) {
    return (int) ((long) examples * worker / workers);
  }

  /** The worker that owns a position, for given numbers of examples and workers. */
  public static int worker(int examples, int workers, int position) {
    // The inverse of firstPosition: the last worker whose range begins at or before the position.
    int guess = (int) ((long) position * workers / examples);
    while (guess + 1 < workers && firstPosition(examples, workers, guess + 1) <= position) {
      guess++;
    }
    return guess;
  }

  /** Number of examples of a worker, for given numbers of examples and workers. */
  public static int size(int examples, int workers, int worker) {
    return firstPosition(examples, workers, worker + 1) - firstPosition(examples, workers, worker);
  }
}
