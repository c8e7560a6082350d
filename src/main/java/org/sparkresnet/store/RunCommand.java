package org.sparkresnet.store;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Command that leaves a run in the store, as the column {@code command} of the table runs has it.
 */
public enum RunCommand {
  TRAIN,
  RETRAIN,
  REPRODUCE,
  EVALUATE,
  SCORE,
  PLAN,
  DRILL,
  BENCH,
  SCALING("bench --scaling"),
  PROMOTE,
  ROLLBACK,
  REPAIR,
  CLEAN,
  COMPACT;

  private final String label;

  RunCommand() {
    this.label = name().toLowerCase(Locale.ROOT);
  }

  RunCommand(String label) {
    this.label = label;
  }

  /** The command as it is typed. */
  public String label() {
    return label;
  }

  /** Tells whether its runs train a model of the store, and have checkpoints and a journal. */
  public boolean trains() {
    return switch (this) {
      case TRAIN, RETRAIN, REPRODUCE -> true;
      default -> false;
    };
  }

  /** Tells whether a run that was killed may go on; the others begin again. */
  public boolean goesOn() {
    return switch (this) {
      case BENCH, DRILL, EVALUATE, PLAN, SCORE -> false;
      default -> true;
    };
  }

  /** The command of a stored text; empty for one that only another version has. */
  public static Optional<RunCommand> of(String label) {
    return Arrays.stream(values()).filter(it -> it.label.equals(label)).findFirst();
  }

  /** Texts of the commands with a property, for a query of the column. */
  public static List<String> labels(Predicate<RunCommand> property) {
    return Arrays.stream(values()).filter(property).map(RunCommand::label).toList();
  }
}
