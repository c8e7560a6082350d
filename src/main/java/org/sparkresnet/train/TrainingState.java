package org.sparkresnet.train;

import java.util.Optional;
import java.util.Set;
import org.sparkresnet.replica.Weights;
import org.sparkresnet.rounds.SharedState;

/**
 * State of a run between two rounds: all values that the next round depends on.
 *
 * @param weights weights with which the workers begin the next round
 * @param velocity of the outer step in units of the learning rate, as long as the parameters; empty
 *     without outer momentum
 * @param average moving average of the parameters; empty without moving average
 * @param best model with the highest validation accuracy so far
 * @param cpuKernels identities of the CPU kernels that computed the run so far; empty at the
 *     beginning, and for a run whose first part did not record them
 * @param dynamics of the examples, if they are observed; they grow in place, as the run goes on
 */
record TrainingState(
    Weights weights,
    float[] velocity,
    float[] average,
    Progress progress,
    BestModel best,
    Set<String> cpuKernels,
    Optional<ExampleDynamics> dynamics) {
  /** A state without dynamics of the examples. */
  TrainingState(
      Weights weights,
      float[] velocity,
      float[] average,
      Progress progress,
      BestModel best,
      Set<String> cpuKernels) {
    this(weights, velocity, average, progress, best, cpuKernels, Optional.empty());
  }

  TrainingState with(Optional<ExampleDynamics> newDynamics) {
    return new TrainingState(weights, velocity, average, progress, best, cpuKernels, newDynamics);
  }

  TrainingState with(Progress newProgress) {
    return new TrainingState(weights, velocity, average, newProgress, best, cpuKernels, dynamics);
  }

  TrainingState with(BestModel newBest) {
    return new TrainingState(weights, velocity, average, progress, newBest, cpuKernels, dynamics);
  }

  TrainingState with(SharedState shared) {
    return new TrainingState(
        shared.weights(),
        shared.velocity(),
        shared.average(),
        progress,
        best,
        cpuKernels,
        dynamics);
  }

  TrainingState with(Set<String> newCpuKernels) {
    return new TrainingState(weights, velocity, average, progress, best, newCpuKernels, dynamics);
  }

  /** The arrays that the next round begins with. */
  SharedState shared() {
    return new SharedState(weights, velocity, average);
  }

  /** The parameters to evaluate and to save: the moving average if there is one. */
  float[] model() {
    return average.length > 0 ? average : weights.parameters();
  }
}
