package org.sparkresnet.jobs;

import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.SparkFileNotFoundException;

/**
 * Repetition of work on rows whose files another job has moved since they were listed, as a
 * compaction does: they are listed anew. The work must write the same whenever it is done.
 */
public final class MovedRows {
  /** Compactions of a store follow each other by days. */
  private static final int TRIES = 3;

  private MovedRows() {}

  /** Does the work, at most three times. */
  public static <T> T reading(Supplier<T> work) {
    for (int i = 1; ; i++) {
      try {
        return work.get();
      } catch (Throwable e) { // Spark's own is checked, and Scala throws it undeclared
        if (i == TRIES || !haveMoved(e)) {
          throw e;
        }
      }
    }
  }

  /** Spark gives the failure of a task as a cause, or as text where it cannot be sent. */
  private static boolean haveMoved(Throwable thrown) {
    return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
        .anyMatch(
            cause ->
                cause instanceof SparkFileNotFoundException
                    || String.valueOf(cause.getMessage())
                        .contains(SparkFileNotFoundException.class.getName()));
  }
}
