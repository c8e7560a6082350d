package org.sparkresnet.bench;

import java.util.List;
import java.util.TreeSet;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.plan.ModelSelection;
import org.sparkresnet.store.RunId;

/**
 * Plan of a scaling table: every averaging frequency with every number of workers.
 *
 * @param workers ascending, each once
 * @param frequencies ascending, each once
 */
record ScalingPlan(List<Integer> workers, List<Integer> frequencies) {
  public ScalingPlan {
    workers = ascending("--workers", workers);
    frequencies = ascending("--averaging-frequencies", frequencies);
  }

  private static List<Integer> ascending(String option, List<Integer> values) {
    for (int value : values) {
      if (value < 1) {
        throw UserError.usage(option + " must be at least 1, cannot be: " + value);
      }
    }
    return List.copyOf(new TreeSet<>(values));
  }

  /** 1, 2, 4 and so on below the number of task slots, and that number. */
  static List<Integer> workersUpTo(int slots) {
    TreeSet<Integer> workers = new TreeSet<>(List.of(slots));
    for (int count = 1; count < slots; count *= 2) {
      workers.add(count);
    }
    return List.copyOf(workers);
  }

  /**
   * In the order in which they are measured: those that are compared with each other in a row,
   * because a machine that others use too gets slower and faster over time.
   */
  List<ScalingCell> cells() {
    return frequencies.stream()
        .flatMap(every -> workers.stream().map(count -> new ScalingCell(count, every)))
        .toList();
  }

  /**
   * Refuses a configuration that is other work for other numbers of workers, that chooses another
   * model than the last, or that cannot train.
   */
  void validate(JobConfig config) {
    ModelSelection selection = config.train().selection();
    if (selection.isActive()) {
      throw UserError.usage(
          "bench --scaling compares the models after equal epochs: "
              + (selection.keepBest()
                  ? "train.keep-best must be false, cannot be: true"
                  : "train.early-stopping.patience must be 0, cannot be: " + selection.patience()));
    }
    if (config.train().plan().iterations() > 0 && config.train().plan().globalBatchSize() == 0) {
      throw UserError.usage(
          "bench --scaling compares equal epochs: train.iterations must be 0 (or"
              + " train.global-batch-size set), cannot be: "
              + config.train().plan().iterations());
    }
    cells().forEach(cell -> cell.of(config).requireValid());
  }

  /** Announcement of the trainings, for people. */
  String text(JobConfig config, int slots, int missing, RunId run) {
    int together = config.train().plan().globalBatchSize();
    StringBuilder text = new StringBuilder();
    text.append(
        "%s, minibatches of %s images, %s; %d trainings, %d of them to do; run %s"
            .formatted(
                config.model().network().displayName(),
                together > 0
                    ? together + " (all workers together)"
                    : config.train().plan().batchSize() + " (each worker)",
                config.train().plan().iterations() > 0
                    ? config.train().plan().iterations() + " iterations"
                    : config.train().plan().epochs() == 1
                        ? "1 epoch"
                        : config.train().plan().epochs() + " epochs",
                cells().size(),
                missing,
                run));
    workers.stream()
        .filter(count -> count > slots)
        .forEach(
            count ->
                text.append(
                    "%nnote: %d workers take turns on %d task slots: no more speed to be had"
                        .formatted(count, slots)));
    if (workers.size() > 1 && together == 0 && config.train().schedule().countsIterations()) {
      text.append(
          "\nnote: train.step.at and train.warm-up.iterations count iterations, of which more workers"
              + " make fewer an epoch; train.global-batch-size keeps their number");
    }
    return text.toString();
  }
}
