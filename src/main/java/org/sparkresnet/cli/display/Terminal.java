package org.sparkresnet.cli.display;

/** Terminal of the process. */
public final class Terminal {
  private Terminal() {}

  /** Tells whether both input and output are a terminal. */
  @SuppressWarnings("SystemConsoleNull") // from JDK 22 on it differs; the build demands 17
  public static boolean isInteractive() {
    return System.console() != null;
  }
}
