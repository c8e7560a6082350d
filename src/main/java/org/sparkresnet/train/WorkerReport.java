package org.sparkresnet.train;

import java.io.Serializable;
import org.apache.spark.TaskContext;

/**
 * What a worker tells about its part of a round.
 *
 * @param examples images that it trained on
 * @param lossSum loss of each image, summed (the minibatch's mean loss times its size)
 * @param fitSeconds time in forward, backward and update
 * @param waitSeconds time to receive the broadcast
 * @param failedAttempts attempts of this task before the one that counted
 * @param executor where it ran
 */
record WorkerReport(
    int worker,
    int examples,
    double lossSum,
    double fitSeconds,
    double waitSeconds,
    int failedAttempts,
    String executor)
    implements Serializable {
  /**
   * Attempts before the running one. A stage that lost its input begins to count its tasks'
   * attempts anew, so its own attempts are added.
   */
  static int failedAttempts(TaskContext task) {
    return task.stageAttemptNumber() + task.attemptNumber();
  }
}
