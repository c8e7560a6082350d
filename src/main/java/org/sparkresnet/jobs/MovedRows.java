package org.sparkresnet.jobs;

import java.util.function.Supplier;
import org.sparkresnet.files.MissingFile;

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
        if (i == TRIES || !MissingFile.isIn(e)) {
          throw e;
        }
      }
    }
  }
}
