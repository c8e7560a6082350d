package org.sparkresnet.cifar;

import java.util.Objects;

/**
 * Result of one data check.
 *
 * @param file file, folder or set that was checked
 * @param check name of the rule, stable across versions
 * @param value measured value, in the rule's unit (bytes, records or a ratio)
 * @param status whether the data can be used
 * @param message one line that names file, record, rule and value
 */
public record CheckResult(String file, String check, double value, Status status, String message) {
  /** Name of all training files together, in results and messages. */
  static final String TRAINING_SET = "training set";

  /** Name of all test files together, in results and messages. */
  static final String TEST_SET = "test set";

  /** Decision of a check. */
  public enum Status {
    /** The rule holds. */
    OK,
    /** The data can be used, but a person should look at them. */
    WARN,
    /** The data must not be used. */
    FAIL
  }

  /** Checks that no component is null. */
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
