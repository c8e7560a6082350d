package org.sparkresnet.bench;

import java.util.List;
import java.util.TreeSet;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.Recipes;
import org.sparkresnet.config.Settings;
import org.sparkresnet.config.SettingsCheck;
import org.sparkresnet.store.RunId;

/**
 * What a scaling table measures: every averaging frequency with every number of workers.
 *
 * @param workers ascending, each once
 * @param frequencies ascending, each once
 */
public record ScalingPlan(List<Integer> workers, List<Integer> frequencies) {
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
  public static List<Integer> workersUpTo(int slots) {
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

  /** Refuses recipes that are not the same work for every number of workers, or no recipe. */
  public void validate(Settings settings) {
    if (settings.longInteger("train.iterations") > 0
        && settings.integer("train.global-batch-size") == 0) {
      throw UserError.usage(
          "bench --scaling compares equal epochs: train.iterations must be 0 (or"
              + " train.global-batch-size set), cannot be: "
              + settings.longInteger("train.iterations"));
    }
    cells().forEach(cell -> SettingsCheck.all(cell.of(settings)));
  }

  /** What is going to be done, for people. */
  String text(Settings settings, int slots, int missing, RunId run) {
    int together = settings.integer("train.global-batch-size");
    StringBuilder text = new StringBuilder();
    text.append(
        "%s, minibatches of %s images, %s; %d trainings, %d of them to do; run %s"
            .formatted(
                Recipes.network(settings).displayName(),
                together > 0
                    ? together + " (all workers together)"
                    : settings.integer("train.batch-size") + " (each worker)",
                settings.longInteger("train.iterations") > 0
                    ? settings.longInteger("train.iterations") + " iterations"
                    : settings.integer("train.epochs") == 1
                        ? "1 epoch"
                        : settings.integer("train.epochs") + " epochs",
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
    if (workers.size() > 1
        && together == 0
        && (settings.text("train.schedule").equals("step")
            || settings.integer("train.warm-up.iterations") > 0)) {
      text.append(
          "%nnote: train.step.at and train.warm-up.iterations count iterations, of which more workers"
                  .formatted()
              + " make fewer an epoch; train.global-batch-size keeps their number");
    }
    return text.toString();
  }
}
