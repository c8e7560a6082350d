package org.sparkresnet.jobs.forecast;

import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.store.RunCommand;

/**
 * Finished training or probe of the store.
 *
 * @param values of its configuration
 * @param data SHA-256 of its data; empty if it has none
 */
record EarlierRun(
    String id,
    String command,
    String data,
    int workers,
    SortedMap<String, String> values,
    Measured measured) {

  boolean isTraining() {
    return !command.equals(RunCommand.PLAN.label());
  }

  /** Its rounds, on so many images. */
  Plan plan(int examples) {
    return JobConfig.stored(values, "run " + id).train().plan(workers, examples);
  }

  /** "run A", "runs A B". */
  static String names(List<EarlierRun> runs) {
    return Stream.concat(
            Stream.of(runs.size() == 1 ? "run" : "runs"), runs.stream().map(EarlierRun::id))
        .collect(Collectors.joining(" "));
  }

  EarlierRun with(Measured other) {
    return new EarlierRun(id, command, data, workers, values, other);
  }
}
