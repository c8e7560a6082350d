package org.sparkresnet.cli;

/** What is still recorded when something has failed, as far as the store lets it. */
final class AfterFailure {
  private AfterFailure() {}

  /** Does a step; what fails in it is added to the failure, which stays the one that counts. */
  static void record(Exception failure, Runnable step) {
    try {
      step.run();
    } catch (Exception e) { // Spark's own is checked, and Scala throws it undeclared
      failure.addSuppressed(e);
    }
  }
}
