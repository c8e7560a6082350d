package org.sparkresnet.common;

/**
 * Text that other people have written (names of files, answers of servers, messages of libraries),
 * made fit to be shown and logged: control characters, ends of lines of every kind, characters that
 * change the direction of writing and halves of surrogate pairs are escaped as in Java's sources.
 * It can neither begin a second line nor act on a terminal. A text without them stays as it is.
 */
public final class PrintableText {
  /** Longest text that {@link #line} gives; a damaged file can have a name of megabytes. */
  private static final int LONGEST_LINE = 8_000;

  private PrintableText() {}

  /** The text in one line. */
  public static String of(String text) {
    return escaped(text, false);
  }

  /** The text in one line, cut off after 8,000 characters. */
  public static String line(String text) {
    String shown = of(text.length() <= LONGEST_LINE ? text : text.substring(0, LONGEST_LINE));
    if (shown.length() == text.length() || shown.length() < LONGEST_LINE) {
      return shown;
    }
    int end = LONGEST_LINE - 1;
    return shown.substring(0, Character.isHighSurrogate(shown.charAt(end - 1)) ? end - 1 : end)
        + "…";
  }

  /** The text with its newlines and tabs, for a text of several lines that is this program's. */
  public static String lines(String text) {
    return escaped(text, true);
  }

  private static String escaped(String text, boolean keepLines) {
    if (text.codePoints().noneMatch(c -> isEscaped(c, keepLines))) {
      return text;
    }
    StringBuilder shown = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              if (isEscaped(c, keepLines)) {
                append(shown, c);
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.toString();
  }

  private static boolean isEscaped(int c, boolean keepLines) {
    return switch (Character.getType(c)) {
      case Character.CONTROL -> !(keepLines && (c == '\n' || c == '\t'));
      case Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }

  private static void append(StringBuilder shown, int c) {
    switch (c) {
      case '\n' -> shown.append("\\n");
      case '\r' -> shown.append("\\r");
      case '\t' -> shown.append("\\t");
      default -> {
        for (char half : Character.toChars(c)) {
          shown.append("\\u").append(HumanText.format("%04x", (int) half));
        }
      }
    }
  }
}
