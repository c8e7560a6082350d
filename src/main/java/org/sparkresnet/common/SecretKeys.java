package org.sparkresnet.common;

import java.util.regex.Pattern;

/**
 * Rule for the names of settings whose values are secrets, of this project, of Spark and of
 * Hadoop's file systems. It is as wide as it can be without ordinary keys, such as those with a
 * session's time zone, the size of a key or the class that provides credentials.
 */
public final class SecretKeys {
  private static final String SEPARATOR = "[._-]?";

  /** A regular expression that finds something in the name of a secret; needs no flags. */
  public static final String REGEX =
      "(?i)"
          + String.join(
              "|",
              "passw(?:or)?d",
              "passphrase",
              "(?<!env[.])(?<!old)pwd",
              "secret",
              "token(?!s?[._-]?(?:provider|renew))",
              "credential(?!s?[._-]?provider)(?!s[._][a-z0-9_-]+[._]enabled)",
              "keytab",
              "signature",
              "(?:access|account|api|private|encryption|shared|storage|signing|secret|master)"
                  + SEPARATOR
                  + "key(?:id|s)?(?![a-z])(?![._-](?:provider|size|length|algorithm)(?:[._-]|$))",
              "(?<![a-z0-9])sas(?![a-z0-9])",
              "(?<![a-z0-9])sig(?![a-z0-9])",
              "(?<![a-z0-9])session(?=" + SEPARATOR + "(?:token|key|secret|id)(?![a-z])|$)");

  private static final Pattern NAME = Pattern.compile(REGEX);

  private SecretKeys() {}

  /** Tells whether the value of a setting of this name is a secret. */
  public static boolean isSecret(String key) {
    return NAME.matcher(key).find();
  }
}
