package org.sparkresnet.cifar.fetch;

import java.nio.file.Path;
import java.util.List;
import org.sparkresnet.common.HumanText;

/**
 * Result of a fetch for one file.
 *
 * @param name file name in the target folder
 * @param outcome action that the file needed
 * @param from name of its source; empty if the file was there already
 */
public record FetchedFile(String name, Outcome outcome, String from) {
  /** Action that a file needed. */
  public enum Outcome {
    /** None: the file was there and its SHA-256 is correct. */
    ALREADY_THERE,
    /** The missing file was fetched. */
    FETCHED,
    /** The damaged file was replaced. */
    REPLACED
  }

  /** Line that says what a fetch of a set into a folder did. */
  public static String summary(FetchableSet set, Path target, List<FetchedFile> files) {
    List<FetchedFile> changed =
        files.stream().filter(file -> file.outcome() != Outcome.ALREADY_THERE).toList();
    return changed.isEmpty()
        ? "%s is in %s already, every file with the right SHA-256".formatted(set.title(), target)
        : "%s is in %s: %s fetched (%s), every SHA-256 right"
            .formatted(
                set.title(),
                target,
                HumanText.count(changed.size(), "file"),
                changed.get(0).from());
  }
}
