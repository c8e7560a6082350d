package org.sparkresnet.common;

import java.io.IOException;
import java.nio.file.FileSystemException;

/** Messages of other people's exceptions, cut down to one line. */
public final class ErrorText {
  private ErrorText() {}

  /** The first line of a text, without characters that act on a terminal. */
  public static String of(String text) {
    return PrintableText.line(text.lines().findFirst().orElse(""));
  }

  /** The first line of an exception's message, or its type where it has none. */
  public static String of(Throwable failure) {
    if (failure instanceof FileSystemException nio && nio.getReason() == null) {
      // Its message is the path alone, and its type says what is wrong with it.
      return failure.getClass().getSimpleName() + ": " + of(String.valueOf(nio.getMessage()));
    }
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.getClass().getSimpleName() : of(message);
  }

  /** The failure that all others were caused by. */
  public static Throwable innermost(Throwable failure) {
    Throwable innermost = failure;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    return innermost;
  }

  /** The innermost input or output failure among the causes, or null if there is none. */
  public static IOException ioFailure(Throwable failure) {
    IOException found = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException io) {
        found = io;
      }
    }
    return found;
  }
}
