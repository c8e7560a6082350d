package org.sparkresnet.cli;

/** Whether somebody watches. */
final class Terminal {
  private Terminal() {}

  /** True if both input and output are a terminal. */
  @SuppressWarnings("SystemConsoleNull") // from JDK 22 on it differs; the build demands 17
  static boolean isInteractive() {
    return System.console() != null;
  }
}
