package org.sparkresnet.jobs.forecast;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.LocalMaster;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.store.RunCommand;

/**
 * Finished training or probe of the store.
 *
 * @param master Spark master that it ran on
 * @param values of its configuration
 * @param data SHA-256 of its data; empty if it has none
 */
record EarlierRun(
    String id,
    String command,
    String data,
    String master,
    int workers,
    SortedMap<String, String> values,
    Measured measured) {

  boolean isTraining() {
    return !command.equals(RunCommand.PLAN.label());
  }

  /** Its rounds, on so many images. */
  Plan plan(int examples) {
    return config().train().plan(workers, examples);
  }

  /** Its configuration, as far as it is known today. */
  JobConfig config() {
    return JobConfig.stored(values, "run " + id);
  }

  /** "run A", "runs A B". */
  static String names(List<EarlierRun> runs) {
    return Stream.concat(
            Stream.of(runs.size() == 1 ? "run" : "runs"), runs.stream().map(EarlierRun::id))
        .collect(Collectors.joining(" "));
  }

  /**
   * Workers that trained at the same time; empty where nothing tells it, as of some runs of earlier
   * versions.
   *
   * @param threads of a worker
   */
  OptionalInt atOnce(int threads) {
    OptionalDouble noted = measured.get(Figure.TASKS_AT_ONCE);
    if (noted.isPresent()) {
      return OptionalInt.of((int) noted.getAsDouble());
    }
    if (workers == 1 || !isTraining()) { // a probe keeps figures where each worker has its slot
      return OptionalInt.of(workers);
    }
    OptionalDouble ofProcess = measured.get(Figure.EXECUTOR_TASKS);
    boolean local = LocalMaster.is(master);
    if (ofProcess.isPresent() && (local || ofProcess.getAsDouble() == workers)) {
      return OptionalInt.of((int) ofProcess.getAsDouble());
    }
    return local && !master.contains("*") // which machine's cores were those?
        ? OptionalInt.of(Math.min(workers, Math.max(1, LocalMaster.cores(master) / threads)))
        : OptionalInt.empty();
  }

  EarlierRun with(Measured other) {
    return new EarlierRun(id, command, data, master, workers, values, other);
  }
}
