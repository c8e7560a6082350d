package org.sparkresnet.bench;

import java.util.List;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.store.RunId;

/**
 * Request for a scaling table: training with several numbers of workers and averaging frequencies.
 *
 * @param run name of the table in the store
 * @param workers numbers of workers; empty for 1, 2, 4 and so on up to the task slots
 * @param frequencies minibatches between two averagings; empty for 1, 4, 16
 */
public record ScalingRequest(
    JobConfig config, RunId run, List<Integer> workers, List<Integer> frequencies) {
  /** Checks all that needs no Spark. */
  public ScalingRequest {
    config.layers(); // refuses what this machine lacks
    config.evaluationLayers();
    workers = List.copyOf(workers);
    frequencies = frequencies.isEmpty() ? List.of(1, 4, 16) : List.copyOf(frequencies);
    new ScalingPlan(workers.isEmpty() ? List.of(1) : workers, frequencies).validate(config);
  }

  ScalingPlan plan(int taskSlots) {
    return new ScalingPlan(
        workers.isEmpty() ? ScalingPlan.workersUpTo(taskSlots) : workers, frequencies);
  }
}
