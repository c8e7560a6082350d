package org.sparkresnet.tables;

import java.io.FileNotFoundException;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.SparkFileNotFoundException;

/**
 * Repetition of work on rows whose files another job has moved since they were listed, as a
 * compaction does, or replaced, as a job does that ends: they are listed anew. The work must write
 * the same whenever it is done.
 */
public final class MovedRows {
  /**
   * Compactions follow each other by days; but a store may be compacted by several jobs in turn.
   */
  private static final int TRIES = 5;

  /** Spark's name of the error of a path that it is to read. */
  private static final String PATH_NOT_FOUND = "[PATH_NOT_FOUND]";

  /**
   * Spark's words for a file whose bytes it cannot take for rows. Its reader opens a file twice,
   * for the footer and for the pages: where another file took the name in between, the footer of
   * the first tells nothing of the pages of the second, and each of Parquet's decoders may fail in
   * its own way. A file that is damaged for ever is named when it is listed anew.
   */
  private static final String UNREADABLE = "Encountered error while reading file";

  private MovedRows() {}

  /** Does the work, at most five times. */
  public static <T> T reading(Supplier<T> work) {
    for (int i = 1; ; i++) {
      try {
        return work.get();
      } catch (Throwable e) { // Spark's own is checked, and Scala throws it undeclared
        if (i == TRIES || !isMoved(e)) {
          throw e;
        }
      }
    }
  }

  /** Tells whether a failure, or one behind it, is due to a file that is gone, or is another. */
  static boolean isMoved(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(
            cause ->
                cause instanceof FileNotFoundException
                    || isSparks(cause, String.valueOf(cause.getMessage())));
  }

  /** Spark gives the failure of a task as a cause, or as text where it cannot be sent. */
  private static boolean isSparks(Throwable cause, String message) {
    return cause instanceof SparkFileNotFoundException
        || message.contains(SparkFileNotFoundException.class.getName())
        || message.contains(FileNotFoundException.class.getName())
        || message.startsWith(PATH_NOT_FOUND)
        || message.contains(UNREADABLE);
  }
}
