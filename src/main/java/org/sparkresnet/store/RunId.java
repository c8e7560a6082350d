package org.sparkresnet.store;

import java.util.regex.Pattern;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.UserError;

/**
 * Name of a run, which is also the name of its folders: letters, digits, '.', '_' and '-', at most
 * 100, the first a letter or a digit (so that it is never "..", and never hidden from readers).
 */
public record RunId(String value) {
  private static final Pattern RULE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  /**
   * @throws UserError if the value breaks the rule
   */
  public RunId {
    if (!isValid(value)) {
      throw UserError.usage(
          "run id must be 1 to 100 letters, digits, '.', '_' or '-', the first a letter or a digit,"
              + " cannot be: '"
              + ErrorText.of(value)
              + "'");
    }
  }

  /** Whether a name keeps the rule. */
  static boolean isValid(String name) {
    return RULE.matcher(name).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
