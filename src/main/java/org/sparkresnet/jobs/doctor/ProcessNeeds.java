package org.sparkresnet.jobs.doctor;

import java.io.Serial;
import java.io.Serializable;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.config.ModelConfig;
import org.sparkresnet.jobs.MemoryNeed;

/**
 * Needs of a job in each of its processes.
 *
 * @param layers what model.layers asks for
 * @param bfloat16 key that asks for bfloat16; empty if none does
 * @param portable tells whether oneDNN is limited to AVX2
 * @param threads OpenMP threads of a task
 * @param memory of the tasks of a process
 * @param trains tells whether tasks run in it
 */
record ProcessNeeds(
    ModelConfig.Layers layers,
    String bfloat16,
    boolean portable,
    int threads,
    MemoryNeed memory,
    boolean trains)
    implements Serializable {
  @Serial private static final long serialVersionUID = 1;

  /**
   * Needs by a configuration.
   *
   * @param tasks of a process at the same time
   * @param taskSlots workers where their number is not configured: they share the global minibatch
   */
  static ProcessNeeds of(
      JobConfig config, int threads, int tasks, IntSupplier taskSlots, boolean trains) {
    return new ProcessNeeds(
        config.model().layers(),
        config.bfloat16Key().orElse(""),
        config.train().portable(),
        threads,
        MemoryNeed.of(config, tasks, config.train().plan().batchSize(taskSlots)),
        trains);
  }

  /** Key that asks for bfloat16; empty if none does. */
  Optional<String> bfloat16Key() {
    return Optional.of(bfloat16).filter(key -> !key.isEmpty());
  }
}
