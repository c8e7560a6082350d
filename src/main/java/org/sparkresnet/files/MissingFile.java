package org.sparkresnet.files;

import java.io.FileNotFoundException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.SparkFileNotFoundException;

/** Detector of failures for which a file that was there is gone. */
public final class MissingFile {
  /** Spark's name of the error of a path that it is to read. */
  private static final String PATH_NOT_FOUND = "[PATH_NOT_FOUND]";

  private MissingFile() {}

  /** Tells whether a failure, or one behind it, is due to a file that is not there. */
  public static boolean isIn(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(
            cause ->
                cause instanceof FileNotFoundException
                    || cause instanceof NoSuchFileException
                    || isSparks(cause, String.valueOf(cause.getMessage())));
  }

  /** Spark gives the failure of a task as a cause, or as text where it cannot be sent. */
  private static boolean isSparks(Throwable cause, String message) {
    return cause instanceof SparkFileNotFoundException
        || message.contains(SparkFileNotFoundException.class.getName())
        || message.startsWith(PATH_NOT_FOUND);
  }
}
