package org.sparkresnet.train;

/**
 * What a round did and where its time went.
 *
 * @param loss mean loss of its images, with label smoothing and the weight-decay term
 * @param learningRate of its first minibatch
 * @param seconds of the whole round on the driver
 * @param fitSecondsMean of the workers
 * @param fitSecondsMax of the slowest worker
 * @param broadcastSeconds to hand out the weights: on the driver, and the longest wait of a worker
 * @param aggregateSeconds to average on the driver, or to join what the executors averaged
 * @param bytesBroadcast of the weights, counted once
 * @param bytesCollected of the weights that the driver received
 * @param failedTasks attempts of the tasks before those that counted
 */
public record RoundReport(
    Plan.Round round,
    long examples,
    double loss,
    double learningRate,
    double seconds,
    double fitSecondsMean,
    double fitSecondsMax,
    double broadcastSeconds,
    double aggregateSeconds,
    long bytesBroadcast,
    long bytesCollected,
    int failedTasks) {
  /** Images a second over the whole round. */
  public double imagesPerSecond() {
    return examples / seconds;
  }
}
