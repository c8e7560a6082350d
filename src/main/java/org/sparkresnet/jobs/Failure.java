package org.sparkresnet.jobs;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.SparkException;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.Redaction;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.tables.TableDamage;

/**
 * Failure of a job, as tables keep it and users are told of it.
 *
 * @param reason one line
 * @param isOurs tells whether the fault is this program's, and a stack trace helps
 */
public record Failure(String reason, ExitCode exitCode, boolean isOurs) {
  private static final String OURS = "org.sparkresnet.";

  private static final Pattern MOST_RECENT =
      Pattern.compile("(?s)^.*?[Mm]ost recent failure(?: reason)?:\\s+");

  /** Hides secrets in the reason, and makes it one line. */
  public Failure {
    reason = ErrorText.of(Redaction.redact(reason));
  }

  /** Classifies what a job threw. */
  public static Failure of(Throwable thrown) {
    Optional<UserError> mistake = UserError.in(thrown);
    if (mistake.isEmpty() && !FileErrors.isStorage(thrown)) {
      mistake = TableDamage.in(thrown);
    }
    if (mistake.isPresent()) {
      UserError error = mistake.get();
      return new Failure(error.getMessage(), error.exitCode(), false);
    }
    Optional<String> java = NodeJava.in(thrown);
    if (java.isPresent()) {
      return new Failure(java.get(), ExitCode.USAGE, false);
    }
    Throwable innermost = ErrorText.innermost(thrown);
    if (FileErrors.isStorage(thrown)) {
      return new Failure(
          "storage failed: " + storageReason(thrown, innermost), ExitCode.STORAGE, false);
    }
    boolean isSparks = isSparks(thrown) && !isFaultOfATask(innermost);
    return isSparks
        ? new Failure("Spark job failed: " + sparkReason(thrown, innermost), ExitCode.BUG, false)
        : new Failure(thrown.toString(), ExitCode.BUG, true);
  }

  /** Line for the user. */
  public String message() {
    return isOurs ? "this is a bug in spark-resnet: " + reason : reason;
  }

  private static boolean isSparks(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SparkException || isStopped(cause)) {
        return true;
      }
    }
    return false;
  }

  /** Spark was ended from outside, as when a cluster takes the application's master away. */
  private static boolean isStopped(Throwable cause) {
    return cause instanceof IllegalStateException
        && String.valueOf(cause.getMessage()).contains("stopped SparkContext");
  }

  /** A lost executor, memory that ran out and a damaged table are none; one of our code is. */
  private static boolean isFaultOfATask(Throwable innermost) {
    return innermost instanceof RuntimeException
        && !(innermost instanceof SparkException)
        && !isStopped(innermost)
        && isThrownBelowOurCode(innermost);
  }

  /** Java leaves out the trace of an exception that it has thrown very often. */
  private static boolean isThrownBelowOurCode(Throwable thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    return trace.length == 0
        || Arrays.stream(trace).anyMatch(frame -> frame.getClassName().startsWith(OURS));
  }

  /** The outermost failure of the file system names its host or path, its cause need not. */
  private static String storageReason(Throwable thrown, Throwable innermost) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException && FileErrors.isStorage(cause)) {
        return ErrorText.of(cause);
      }
    }
    return sparkReason(thrown, innermost);
  }

  /** Reason in a line: Spark puts it behind its own words, after a lost shuffle on a line below. */
  private static String sparkReason(Throwable thrown, Throwable innermost) {
    if (!(innermost instanceof SparkException)) {
      return ErrorText.of(innermost.toString());
    }
    String message = thrown.getMessage();
    return message == null
        ? ErrorText.of(thrown)
        : ErrorText.of(MOST_RECENT.matcher(message).replaceFirst(""));
  }
}
