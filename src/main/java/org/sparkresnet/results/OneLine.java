package org.sparkresnet.results;

import java.io.IOException;

/** Messages of other people's exceptions, cut down to one line. */
final class OneLine {
  private OneLine() {}

  /** The first line of a text. */
  static String of(String text) {
    return text.lines().findFirst().orElse("");
  }

  /** The first line of an exception's message, or its type where it has none. */
  static String of(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.getClass().getSimpleName() : of(message);
  }

  /** The innermost input or output failure among the causes, or null if there is none. */
  static IOException ioFailure(Throwable failure) {
    IOException found = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException io) {
        found = io;
      }
    }
    return found;
  }
}
