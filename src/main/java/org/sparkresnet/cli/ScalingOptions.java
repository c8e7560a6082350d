package org.sparkresnet.cli;

import java.util.List;
import org.sparkresnet.common.UserError;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** Options of bench that ask for a scaling table. */
final class ScalingOptions {
  private static final List<String> OTHERS = List.of("--seconds", "--batch", "--stock");

  @Option(
      names = "--scaling",
      description =
          "Instead: train the recipe with several numbers of workers and averaging frequencies.")
  private boolean asked;

  @Option(
      names = "--workers",
      split = ",",
      paramLabel = "N",
      description = "With --scaling: numbers of workers (default: 1, 2, 4 … up to the task slots).")
  private List<Integer> workers;

  @Option(
      names = "--averaging-frequencies",
      split = ",",
      paramLabel = "N",
      description = "With --scaling: minibatches between two averagings (default: 1,4,16).")
  private List<Integer> frequencies;

  /**
   * Tells whether a scaling table is asked for.
   *
   * @throws UserError of code USAGE for options that go with the other kind of benchmark
   */
  boolean asked(ParseResult options) {
    if (!asked && (workers != null || frequencies != null)) {
      throw UserError.usage(
          (workers != null ? "--workers" : "--averaging-frequencies")
              + " goes with --scaling only");
    }
    for (String other : OTHERS) {
      if (asked && options.hasMatchedOption(other)) {
        throw UserError.usage(
            other
                + " does not go with --scaling, which trains by the recipe (train.batch-size,"
                + " train.epochs, …)");
      }
    }
    return asked;
  }

  /** Numbers of workers; empty for the default. */
  List<Integer> workers() {
    return workers == null ? List.of() : workers;
  }

  /** Averaging frequencies; empty for the default. */
  List<Integer> frequencies() {
    return frequencies == null ? List.of() : frequencies;
  }
}
