package org.sparkresnet.jobs.report;

import java.util.function.Supplier;
import org.apache.spark.SparkFileNotFoundException;

/**
 * Repetition of work on rows whose files another job has moved since they were listed, as a
 * compaction does: they are listed anew. The work must write the same whenever it is done.
 */
final class MovedRows {
  /** Compactions of a store follow each other by days. */
  private static final int TRIES = 3;

  private MovedRows() {}

  static <T> T reading(Supplier<T> work) {
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
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SparkFileNotFoundException
          || String.valueOf(cause.getMessage())
              .contains(SparkFileNotFoundException.class.getName())) {
        return true;
      }
    }
    return false;
  }
}
