package org.sparkresnet.rounds;

import java.io.Serializable;
import org.apache.spark.TaskContext;
import org.sparkresnet.nn.kernels.CpuKernels;
import org.sparkresnet.replica.Replica;
import org.sparkresnet.replica.SparkProcess;

/**
 * Report of a worker about its part of a round.
 *
 * @param examples number of images that it trained on
 * @param lossSum sum of the images' losses (mean loss of each minibatch times its size)
 * @param right images that it answered right while it was trained on them
 * @param fitSeconds time in forward, backward and update
 * @param inputSeconds time in which its minibatches were made
 * @param waitSeconds time to receive the broadcast
 * @param failedAttempts failed attempts of this task
 * @param executor name of its executor
 * @param cpuKernels identity of the CPU kernels that it computed with
 * @param observed outputs for its images; none if they were not observed
 */
public record WorkerReport(
    int worker,
    int examples,
    double lossSum,
    int right,
    double fitSeconds,
    double inputSeconds,
    double waitSeconds,
    int failedAttempts,
    String executor,
    String cpuKernels,
    ObservedExamples observed)
    implements Serializable {
  /** A report without outputs for images. */
  public WorkerReport(
      int worker,
      int examples,
      double lossSum,
      int right,
      double fitSeconds,
      double inputSeconds,
      double waitSeconds,
      int failedAttempts,
      String executor,
      String cpuKernels) {
    this(
        worker,
        examples,
        lossSum,
        right,
        fitSeconds,
        inputSeconds,
        waitSeconds,
        failedAttempts,
        executor,
        cpuKernels,
        ObservedExamples.NONE);
  }

  /** Report of what a worker trained in this task. */
  static WorkerReport here(
      int worker, Replica.Trained trained, double waitSeconds, ObservedExamples observed) {
    return new WorkerReport(
        worker,
        trained.examples(),
        trained.lossSum(),
        trained.right(),
        trained.fitSeconds(),
        trained.inputSeconds(),
        waitSeconds,
        failedAttempts(TaskContext.get()),
        SparkProcess.address(),
        CpuKernels.identity(),
        observed);
  }

  /** This report without outputs for images. */
  WorkerReport withoutObserved() {
    return new WorkerReport(
        worker,
        examples,
        lossSum,
        right,
        fitSeconds,
        inputSeconds,
        waitSeconds,
        failedAttempts,
        executor,
        cpuKernels);
  }

  /**
   * Number of attempts before the running one. A stage that lost its input counts its tasks'
   * attempts from 0 again, so the stage's attempts are added.
   */
  static int failedAttempts(TaskContext task) {
    return task.stageAttemptNumber() + task.attemptNumber();
  }
}
