package org.sparkresnet.jobs;

/** What is still recorded when something has failed, as far as the store lets it. */
public final class AfterFailure {
  private AfterFailure() {}

  /** Does a step; what fails in it is added to the failure, which stays the one that counts. */
  public static void record(Exception failure, Runnable step) {
    try {
      step.run();
    } catch (Exception e) { // Spark's own is checked, and Scala throws it undeclared
      failure.addSuppressed(e);
    }
  }
}
