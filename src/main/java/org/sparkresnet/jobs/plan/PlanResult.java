package org.sparkresnet.jobs.plan;

import java.util.List;
import java.util.Optional;
import org.sparkresnet.jobs.forecast.ContainerMemory;
import org.sparkresnet.jobs.forecast.Forecast;
import org.sparkresnet.jobs.forecast.Outline;

/**
 * Plan of a training.
 *
 * @param container of an executor; empty where the driver's process trains
 * @param others the training with other numbers of workers; empty if its duration is not known
 */
public record PlanResult(
    Outline outline, Forecast forecast, Optional<ContainerMemory> container, List<Other> others) {
  /** Copies the list. */
  public PlanResult {
    others = List.copyOf(others);
  }

  /**
   * The training with a number of workers and averaging frequency.
   *
   * @param every minibatches between two averagings
   * @param seconds of training
   * @param lossPoints points of accuracy that averaging costs by the law
   */
  public record Other(int workers, int every, double seconds, double lossPoints) {}
}
