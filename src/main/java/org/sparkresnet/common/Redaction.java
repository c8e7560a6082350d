package org.sparkresnet.common;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps secrets out of everything that a run leaves behind. */
public final class Redaction {
  /** Stands in place of a secret. */
  public static final String HIDDEN = "(redacted)";

  /** Begin of a URI's authority; what stands before a path has none. */
  private static final String AUTHORITY = "(?<=://|(?<![\\w/:])//)(?![/\\s])";

  /** Host and port, where a colon begins no password. */
  private static final String PORT = "(?!(?:\\[[^\\]\\s]*\\]|[^\\s/@:]*):\\d{1,5}(?:[/?#,\\s]|$))";

  /**
   * The user:password part of a URI. A password may contain any characters that should have been
   * escaped, such as the slashes of a key of S3 and an @, so it ends at the last @ of the word; but
   * the user is before the first slash, and no port is a password.
   */
  private static final Pattern USER_INFO =
      Pattern.compile(AUTHORITY + PORT + "[^\\s/:]*(?::|%3[Aa])\\S*(?=@)");

  /** The same where there are no ports: buckets and containers. */
  private static final Pattern USER_INFO_OF_BUCKET =
      Pattern.compile(
          "(?<=\\b(?:s3[an]?|gs|oss|cosn?|obs|wasbs?|abfss?|adl|swift)://)"
              + "[^\\s/:]*(?::|%3[Aa])\\S*(?=@)");

  /** The same in a text that is one location, and may have blanks in its password. */
  private static final Pattern USER_INFO_OF_LOCATION =
      Pattern.compile(
          "(?s)(?<=^\\s{0,9}(?:[\\w+.-]{0,30}:)?//)" + PORT + "(?!/)[^/:]*(?::|%3[Aa]).*(?=@)");

  /** A token as the user of a web address; a name is shorter. */
  private static final Pattern USER_OF_HTTP =
      Pattern.compile("(?<=\\bhttps?://)[^\\s/@?#]{16,}(?=@)");

  /** A whole name and what assigns: looked for at its first letter only, however long a word is. */
  private static final String NAME = "(?<![\\w.%-])[\\w.%-]++=";

  /** name=value, in a query or elsewhere. */
  private static final Pattern ASSIGNMENT = Pattern.compile(NAME + "[^\\s&]+");

  /** The same in one location, whose values may have blanks. */
  private static final Pattern ASSIGNMENT_OF_LOCATION = Pattern.compile(NAME + "[^&]+");

  /** Names that are a secret's in the query of a web address, and many things elsewhere. */
  private static final String OF_QUERY = "(?i)(?<=[?&])(key|auth|pass|code)=";

  private static final Pattern QUERY = Pattern.compile(OF_QUERY + "[^\\s&#]+");

  /** The same in one location, whose values may have blanks. */
  private static final Pattern QUERY_OF_LOCATION = Pattern.compile(OF_QUERY + "[^&#]+");

  private Redaction() {}

  /**
   * The value, or {@value #HIDDEN} if the key looks like a secret's: one that contains password,
   * secret, token, credential, keytab, access.key or the like (however it is punctuated and
   * capitalised). Other values lose the secrets in their URIs.
   */
  public static String redact(String key, String value) {
    return SecretKeys.isSecret(key) ? HIDDEN : redact(value);
  }

  /**
   * Tells whether a location holds a secret: a user and a password, or a token or signature in its
   * query.
   */
  public static boolean holdsPassword(String location) {
    return !redactLocation(location).equals(location);
  }

  /** The text, in which URIs have lost users, passwords, and tokens and signatures of queries. */
  public static String redact(String text) {
    String shown = USER_INFO.matcher(text).replaceAll(HIDDEN);
    shown = USER_INFO_OF_BUCKET.matcher(shown).replaceAll(HIDDEN);
    shown = USER_OF_HTTP.matcher(shown).replaceAll(HIDDEN);
    shown = QUERY.matcher(shown).replaceAll("$1=" + HIDDEN);
    return ASSIGNMENT.matcher(shown).replaceAll(Redaction::assignment);
  }

  /** A location without its secrets; the whole text is one path or URI. */
  public static String redactLocation(String location) {
    String shown = USER_INFO_OF_LOCATION.matcher(location).replaceFirst(HIDDEN);
    shown = QUERY_OF_LOCATION.matcher(shown).replaceAll("$1=" + HIDDEN);
    return redact(ASSIGNMENT_OF_LOCATION.matcher(shown).replaceAll(Redaction::assignment));
  }

  /** All keys in order, with their redacted values. */
  public static SortedMap<String, String> redact(Map<String, String> config) {
    SortedMap<String, String> redacted = new TreeMap<>();
    config.forEach((key, value) -> redacted.put(key, redact(key, value)));
    return redacted;
  }

  private static String assignment(MatchResult found) {
    String whole = found.group();
    int equals = whole.indexOf('=');
    return Matcher.quoteReplacement(
        SecretKeys.isSecret(whole.substring(0, equals))
            ? whole.substring(0, equals + 1) + HIDDEN
            : whole);
  }
}
