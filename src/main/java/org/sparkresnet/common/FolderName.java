package org.sparkresnet.common;

import java.util.regex.Pattern;

/**
 * Rule for a name that is also the name of a folder: 1 to 100 letters, digits, '.', '_' and '-',
 * the first a letter or a digit, so that it is never "..", and never hidden from readers.
 */
public final class FolderName {
  private static final Pattern RULE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private FolderName() {}

  /** Tells whether a name keeps the rule. */
  public static boolean isValid(String name) {
    return RULE.matcher(name).matches();
  }

  /**
   * Refuses a name that breaks the rule.
   *
   * @param kind of the name, for the message: "run id", or a key
   * @throws UserError of code USAGE
   */
  public static void require(String kind, String name) {
    if (!isValid(name)) {
      throw UserError.usage(
          kind
              + " must be 1 to 100 letters, digits, '.', '_' or '-', the first a letter or a digit,"
              + " cannot be: '"
              + ErrorText.of(name)
              + "'");
    }
  }
}
