package org.sparkresnet.jobs.drill;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Reader of what a process writes, so that it never waits for a reader. Keeps one line: the last
 * error that it told, else its last line.
 */
final class LastWords {
  private static final String ERROR = "error: ";
  private static final long END_SECONDS = 5;

  private final Thread reader;
  private String line = "no output";
  private boolean isError;

  private LastWords(Process process) {
    this.reader = new Thread(() -> read(process), "last words of a second driver");
    reader.setDaemon(true);
  }

  /** Begins to read the output of a process. */
  static LastWords of(Process process) {
    LastWords words = new LastWords(process);
    words.reader.start();
    return words;
  }

  private void read(Process process) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      lines.lines().filter(it -> !it.isBlank()).forEach(this::keep);
    } catch (IOException | UncheckedIOException e) {
      // The process was killed: there is no more to read.
    }
  }

  private synchronized void keep(String newLine) {
    boolean isNewError = newLine.startsWith(ERROR);
    if (isNewError || !isError) {
      line = newLine.strip();
      isError = isNewError;
    }
  }

  /**
   * The line of a process that has ended. Waits at most five seconds for the rest of its output.
   */
  String text() {
    try {
      reader.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      return line;
    }
  }
}
