package org.sparkresnet.submit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Options of a JVM in one text: words between blanks, with quotes and backslashes as in a shell.
 */
final class JavaOptions {
  private static final String PROPERTY = "-D";

  private JavaOptions() {}

  /**
   * Words of the text, without their quotes.
   *
   * @throws IllegalArgumentException if a quote is not closed
   */
  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean begun = false;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && quote != '\'' && i + 1 == text.length()) {
        throw new IllegalArgumentException("nothing follows a backslash");
      }
      if (quote != 0 && c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
        begun = true;
      } else if (c == '\\' && quote != '\'') {
        word.append(text.charAt(++i));
        begun = true;
      } else if (quote == 0 && Character.isWhitespace(c)) {
        if (begun) {
          words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
      } else {
        word.append(c);
        begun = true;
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException("a quote is not closed");
    }
    if (begun) {
      words.add(word.toString());
    }
    return words;
  }

  /**
   * The upper options, after those of the lower ones whose system property the upper ones do not
   * set.
   *
   * @param besides further options that win over the lower ones and stand elsewhere
   */
  static String merged(String lower, String upper, String besides) {
    Set<String> set = new HashSet<>();
    words(besides + " " + upper).stream().map(JavaOptions::name).forEach(set::add);
    String kept =
        words(lower).stream()
            .filter(word -> !set.contains(name(word)))
            .map(JavaOptions::quoted)
            .collect(Collectors.joining(" "));
    return (kept + " " + upper).strip();
  }

  /** Replaces the value of a system property where the text sets it. */
  static String with(String text, String property, String value) {
    String beginning = PROPERTY + property + "=";
    return words(text).stream()
        .map(word -> quoted(word.startsWith(beginning) ? beginning + value : word))
        .collect(Collectors.joining(" "));
  }

  /** Value of a system property; empty where the text does not set it. */
  static String value(String text, String property) {
    String beginning = PROPERTY + property + "=";
    return words(text).stream()
        .filter(word -> word.startsWith(beginning))
        .map(word -> word.substring(beginning.length()))
        .findFirst()
        .orElse("");
  }

  private static String quoted(String word) {
    boolean isPlain = word.matches("[^\\s\"'\\\\]+");
    return isPlain ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private static String name(String word) {
    return word.startsWith(PROPERTY) ? word.split("=", 2)[0] : word;
  }
}
