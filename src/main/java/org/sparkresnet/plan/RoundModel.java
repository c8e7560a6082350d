package org.sparkresnet.plan;

/**
 * Model of what the averaging of a round costs in a segment, beside a worker's minibatches:
 *
 * <p>milliseconds = 1.72 + 1.88 B + 0.21 (K - 1) + 2 B / 1.25 x (K - 1) / K,
 *
 * <p>for K workers with a core each, B MB of parameters and momentum, and a network of 1.25 MB/ms
 * (10 Gb/s). Its constants follow from three measured rounds on one machine ("What a round costs"
 * in the guide's performance.md), so that it serves to compare numbers of workers.
 *
 * @param bytes of parameters and momentum that a worker gives to a round, B
 */
public record RoundModel(long bytes) {
  private static final double ROUND = 1.72;
  private static final double OF_A_MEGABYTE = 1.88;
  private static final double OF_A_WORKER = 0.21;
  private static final double MEGABYTES_A_MILLISECOND = 1.25;

  /** Seconds of an averaging among so many workers. */
  public double seconds(int workers) {
    double megabytes = bytes / 1e6;
    return (ROUND
            + OF_A_MEGABYTE * megabytes
            + OF_A_WORKER * (workers - 1)
            + 2 * megabytes / MEGABYTES_A_MILLISECOND * (workers - 1) / workers)
        / 1e3;
  }

  /**
   * Bytes that all workers together send in a round of a segment: each sends the others their
   * slices, and its own slice of the mean to the others.
   */
  public long networkBytes(int workers) {
    return 2 * bytes * (workers - 1);
  }

  /** Bytes that the driver sends and receives in a round that is a Spark job of its own. */
  public long networkBytesOfAJob(int workers) {
    return 2 * bytes * workers;
  }
}
