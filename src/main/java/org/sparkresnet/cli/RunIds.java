package org.sparkresnet.cli;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.sparkresnet.results.RunId;

/** Names of runs. */
final class RunIds {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS");

  private RunIds() {}

  /**
   * The given name, or a new one from the recipe and the time (UTC); it reaches no result. On a
   * YARN cluster the application's id stands for the time, so that a second attempt of the driver
   * goes on with the run of the first.
   */
  static RunId orNew(String given, String recipe) {
    return orNew(given, recipe, TIME);
  }

  /** The same to the millisecond, for commands of which a script gives several in a second. */
  static RunId orNewMoment(String given, String command) {
    return orNew(given, command, MOMENT);
  }

  private static RunId orNew(String given, String recipe, DateTimeFormatter time) {
    if (given != null) {
      return new RunId(given);
    }
    String application = System.getProperty("spark.yarn.app.id");
    return new RunId(
        recipe.replaceAll("[^A-Za-z0-9._-]", "-")
            + "-"
            + (application != null ? application : ZonedDateTime.now(ZoneOffset.UTC).format(time)));
  }
}
