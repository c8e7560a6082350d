package org.sparkresnet.cli;

/** Terminal of the process. */
final class Terminal {
  private Terminal() {}

  /** Tells whether both input and output are a terminal. */
  @SuppressWarnings("SystemConsoleNull") // from JDK 22 on it differs; the build demands 17
  static boolean isInteractive() {
    return System.console() != null;
  }
}
