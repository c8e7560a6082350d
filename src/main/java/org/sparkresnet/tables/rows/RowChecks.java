package org.sparkresnet.tables.rows;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sparkresnet.common.Split;

/** Rules that the records of several tables share. */
final class RowChecks {
  private static final Set<String> SPLITS =
      Stream.of(Split.values()).map(Split::label).collect(Collectors.toSet());

  private RowChecks() {}

  static void requireSplit(String split) {
    if (!SPLITS.contains(split)) {
      throw new IllegalArgumentException(
          "split must be train, validation or test, cannot be: " + split);
    }
  }

  static void requireNames(int classes, List<String> classNames) {
    if (classNames.size() != classes) {
      throw new IllegalArgumentException(
          classes + " classes need " + classes + " names, there are: " + classNames.size());
    }
  }

  /** The time as a timestamp column keeps it, so that a row read back equals the row written. */
  static Instant micros(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS);
  }
}
