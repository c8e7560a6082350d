package org.sparkresnet.cli;

/** Whether somebody watches. */
final class Terminal {
  private Terminal() {}

  /** True if both input and output are a terminal. */
  static boolean isInteractive() {
    return System.console() != null;
  }
}
