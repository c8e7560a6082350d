package org.sparkresnet.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.sparkresnet.common.UserError;

/**
 * Rule for the runs whose folders are kept. A pure function.
 *
 * @param keepRuns newest ended runs that stay; 0 for all
 * @param keepDays days that a run stays after its end, or, if it did not end, after its last sign
 *     of life; 0 for ever
 */
public record RetentionPolicy(int keepRuns, int keepDays) {
  /**
   * @throws UserError of code USAGE if a number is below 0
   */
  public RetentionPolicy {
    requireNotNegative("store.keep-runs", keepRuns);
    requireNotNegative("store.keep-days", keepDays);
  }

  private static void requireNotNegative(String key, int value) {
    if (value < 0) {
      throw UserError.usage(
          "%s must be at least 1, or 0 to keep all, cannot be: %d".formatted(key, value));
    }
  }

  /**
   * An old run.
   *
   * @param reason in words
   */
  public record Old(RunFolder folder, String reason) {}

  /** The runs that are too many or too old, the newest first. */
  public List<Old> choose(List<RunFolder> folders, Instant now) {
    List<RunFolder> newestFirst =
        folders.stream()
            .sorted(
                Comparator.comparing(RunFolder::lastSign)
                    .reversed()
                    .thenComparing(folder -> folder.run().value()))
            .toList();
    List<Old> old = new ArrayList<>();
    int ended = 0;
    for (RunFolder folder : newestFirst) {
      ended += folder.endedAt().isPresent() ? 1 : 0;
      if (keepRuns > 0 && folder.endedAt().isPresent() && ended > keepRuns) {
        old.add(
            new Old(
                folder,
                "not among the %d newest ended runs (store.keep-runs)".formatted(keepRuns)));
      } else if (keepDays > 0 && folder.lastSign().isBefore(now.minus(Duration.ofDays(keepDays)))) {
        old.add(new Old(folder, "older than %d days (store.keep-days)".formatted(keepDays)));
      }
    }
    return List.copyOf(old);
  }
}
