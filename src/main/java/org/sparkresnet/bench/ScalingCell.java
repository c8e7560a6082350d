package org.sparkresnet.bench;

import org.sparkresnet.common.HumanText;
import org.sparkresnet.config.JobConfig;

/** One training of a scaling table: so many workers, averaged every so many minibatches. */
public record ScalingCell(int workers, int frequency) {
  /** Configuration of this cell: the given one with two other keys. */
  JobConfig of(JobConfig config) {
    return config.withWorkers(workers).withAveragingFrequency(frequency);
  }

  @Override
  public String toString() {
    return "%s, averaged every %d".formatted(HumanText.count(workers, "worker"), frequency);
  }
}
