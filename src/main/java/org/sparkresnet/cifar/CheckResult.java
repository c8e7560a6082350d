package org.sparkresnet.cifar;

import java.util.Objects;

/**
 * The outcome of one check.
 *
 * @param file the file, folder or set it is about
 * @param check name of the rule, stable across versions
 * @param value what was measured, in the rule's unit (bytes, records or a ratio)
 * @param status whether the data can be used
 * @param message one line that names file, record, rule and value
 */
public record CheckResult(String file, String check, double value, Status status, String message) {
  /** What a check decides. */
  public enum Status {
    /** The rule holds. */
    OK,
    /** Training can honestly go on, but somebody should know. */
    WARN,
    /** The data must not be used. */
    FAIL
  }

  /** Validates that nothing is missing. */
  public CheckResult {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(check, "check");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(message, "message");
  }

  static CheckResult ok(String file, String check, double value, String text) {
    return new CheckResult(file, check, value, Status.OK, file + ": " + text);
  }

  static CheckResult warn(String file, String check, double value, String text) {
    return new CheckResult(file, check, value, Status.WARN, file + ": " + text);
  }

  static CheckResult fail(String file, String check, double value, String text) {
    return new CheckResult(file, check, value, Status.FAIL, file + ": " + text);
  }
}
