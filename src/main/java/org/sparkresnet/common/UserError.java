package org.sparkresnet.common;

import java.util.Optional;

/**
 * A failure that the user can mend: its message is one line that names the file or key, the rule
 * and the value. The command line prints the message without a stack trace and exits with the
 * error's code.
 */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  private UserError(ExitCode exitCode, String message, Throwable cause) {
    super(PrintableText.line(message), cause);
    this.exitCode = exitCode;
  }

  /** A wrong option, key or value. */
  public static UserError usage(String message) {
    return new UserError(ExitCode.USAGE, message, null);
  }

  /** A file, record or model that breaks a rule. */
  public static UserError data(String message) {
    return new UserError(ExitCode.DATA, message, null);
  }

  /** A file that could not be read or written. */
  public static UserError data(String message, Throwable cause) {
    return new UserError(ExitCode.DATA, message, cause);
  }

  /** A file system that is full, away, over quota or read-only. */
  public static UserError storage(String message, Throwable cause) {
    return new UserError(ExitCode.STORAGE, message, cause);
  }

  /** Training that left the finite numbers. */
  public static UserError diverged(String message) {
    return new UserError(ExitCode.DIVERGED, message, null);
  }

  /** A lock that somebody else holds. */
  public static UserError locked(String message) {
    return new UserError(ExitCode.LOCKED, message, null);
  }

  /** Results that were to be the same and are not. */
  public static UserError different(String message) {
    return new UserError(ExitCode.DIFFERENT, message, null);
  }

  /** The same with what to do, if it is of a file that breaks a rule; otherwise as it is. */
  public UserError with(String remedy) {
    return exitCode == ExitCode.DATA ? data(getMessage() + remedy, this) : this;
  }

  /** Finds the user's error behind a failure, which Spark may have wrapped. */
  public static Optional<UserError> in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserError error) {
        return Optional.of(error);
      }
    }
    return Optional.empty();
  }

  /** Tells whether a failure has an error of this code behind it. */
  public static boolean isIn(Throwable failure, ExitCode code) {
    return in(failure).filter(error -> error.exitCode == code).isPresent();
  }

  /** Tells whether something failed because another process holds a lock. */
  public static boolean isLocked(Throwable failure) {
    return isIn(failure, ExitCode.LOCKED);
  }

  /** Code that the process ends with. */
  public ExitCode exitCode() {
    return exitCode;
  }
}
