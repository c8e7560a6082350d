package org.sparkresnet.common;

/**
 * A failure that the user can mend: its message is one line that names the file or key, the rule
 * and the value. The command line prints the message without a stack trace and exits with the code
 * of its kind.
 */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong, as the exit code of the process tells it. */
  public enum Kind {
    /** Wrong usage or configuration: exit code 2. */
    USAGE(2),
    /** Input data that cannot be used: exit code 3. */
    DATA(3),
    /** Training reached a loss that is no finite number: exit code 5. */
    DIVERGED(5),
    /** Another run holds the lock: exit code 6. */
    LOCKED(6);

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }

    /** The exit code of the process. */
    public int exitCode() {
      return exitCode;
    }
  }

  private final Kind kind;

  private UserError(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** A wrong option, key or value. */
  public static UserError usage(String message) {
    return new UserError(Kind.USAGE, message, null);
  }

  /** A file, record or model that breaks a rule. */
  public static UserError data(String message) {
    return new UserError(Kind.DATA, message, null);
  }

  /** A file that could not be read or written. */
  public static UserError data(String message, Throwable cause) {
    return new UserError(Kind.DATA, message, cause);
  }

  /** Training that left the finite numbers. */
  public static UserError diverged(String message) {
    return new UserError(Kind.DIVERGED, message, null);
  }

  /** A lock that somebody else holds. */
  public static UserError locked(String message) {
    return new UserError(Kind.LOCKED, message, null);
  }

  /** The kind, which decides the exit code. */
  public Kind kind() {
    return kind;
  }
}
