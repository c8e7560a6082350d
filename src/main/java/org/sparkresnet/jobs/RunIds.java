package org.sparkresnet.jobs;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.UserError;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunCommand;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;

/** Names of runs. */
public final class RunIds {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS");

  private RunIds() {}

  /**
   * The given name, or a new one from a prefix and the time (UTC); it reaches no result. On a YARN
   * cluster the application's id stands for the time, so that a second attempt of the driver goes
   * on with the run of the first.
   */
  public static RunId orNew(String given, String prefix) {
    return orNew(given, prefix, TIME);
  }

  /**
   * The given name, or a new one with milliseconds, for scripts that start several commands a
   * second.
   */
  public static RunId orNewMoment(String given, String command) {
    return orNew(given, command, MOMENT);
  }

  private static RunId orNew(String given, String prefix, DateTimeFormatter time) {
    if (given != null) {
      return new RunId(given);
    }
    String application = System.getProperty("spark.yarn.app.id");
    return new RunId(
        prefix.replaceAll("[^A-Za-z0-9._-]", "-")
            + "-"
            + (application != null ? application : ZonedDateTime.now(ZoneOffset.UTC).format(time)));
  }

  /**
   * Requires that no other command has used a run id, whose rows would be replaced: rows stay when
   * the run's folder is removed. To be called under the lock of what the command changes; reads the
   * table runs.
   *
   * @return what the table runs has of the run
   * @throws UserError of code USAGE if another command has used it
   */
  static Optional<StoredRun> requireOf(
      RunCommand command, RunId run, SparkSession spark, Store store) {
    Optional<StoredRun> earlier = StoredRun.of(run, spark, store);
    Manifest.undamaged(store, run)
        .map(Manifest::command)
        .or(() -> earlier.map(StoredRun::command))
        .filter(other -> !other.equals(command.label()))
        .ifPresent(
            other -> {
              throw otherCommand(other, run);
            });
    return earlier;
  }

  private static UserError otherCommand(String other, RunId run) {
    return UserError.usage(
        "--run-id must not be one of another command (%s), cannot be: %s".formatted(other, run));
  }
}
