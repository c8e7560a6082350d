package org.sparkresnet.cli;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.sparkresnet.results.RunId;

/** Names of runs. */
final class RunIds {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private RunIds() {}

  /** The given name, or a new one from the recipe and the time (UTC); it reaches no result. */
  static RunId orNew(String given, String recipe) {
    return new RunId(
        given != null
            ? given
            : recipe.replaceAll("[^A-Za-z0-9._-]", "-")
                + "-"
                + ZonedDateTime.now(ZoneOffset.UTC).format(TIME));
  }
}
