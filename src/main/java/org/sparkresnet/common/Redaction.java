package org.sparkresnet.common;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Keeps secrets out of everything that a run leaves behind. */
public final class Redaction {
  /** Stands in place of a secret. */
  public static final String HIDDEN = "(redacted)";

  private static final List<String> SECRETS =
      List.of(
          "password",
          "passwd",
          "passphrase",
          "secret",
          "token",
          "credential",
          "keytab",
          "accesskey",
          "accountkey",
          "apikey",
          "privatekey");

  /** The user:password part of a URI; both may contain an @ that should have been escaped. */
  private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/\\s]*:[^/\\s]*(?=@)");

  private Redaction() {}

  /**
   * The value, or {@value #HIDDEN} if the key looks like a secret's: one that contains password,
   * secret, token, credential, keytab, access.key or the like (however it is punctuated and
   * capitalised). In other values, a URI loses its user and password.
   */
  public static String redact(String key, String value) {
    String letters = key.toLowerCase(Locale.ROOT).replaceAll("[._-]", "");
    return SECRETS.stream().anyMatch(letters::contains) ? HIDDEN : redact(value);
  }

  /** Tells whether a text has a URI with a user and a password. */
  public static boolean holdsPassword(String text) {
    return USER_INFO.matcher(text).find();
  }

  /** The text, in which URIs have lost their users and passwords. */
  public static String redact(String text) {
    return USER_INFO.matcher(text).replaceAll(HIDDEN);
  }

  /** All keys in order, with their redacted values. */
  public static SortedMap<String, String> redact(Map<String, String> config) {
    SortedMap<String, String> redacted = new TreeMap<>();
    config.forEach((key, value) -> redacted.put(key, redact(key, value)));
    return redacted;
  }
}
